import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { checkCompose } from './check-compose.mjs';

const sound = `
services:
  postgres:
    image: postgres:18
    healthcheck: { test: [CMD, pg_isready] }
  users:
    image: soko
    command: [users]
    depends_on: { postgres: { condition: service_healthy } }
    healthcheck: { test: [CMD, 'true'] }
    environment:
      APOLLO_TELEMETRY_DISABLED: '1'
      USERS_KEY: \${USERS_KEY:?Make the secrets first, with npm run secrets}
      BANK_KEY: \${BANK_KEY:-}
      LEVEL: \${LEVEL:-}
`;

const check = (text: string): string[] =>
  checkCompose({
    text,
    services: { users: { USERS_KEY: z.string(), BANK_KEY: z.string().optional(), LEVEL: z.string().default('info') } },
    secrets: ['USERS_KEY'],
  });

const changed = (from: string, to: string): string[] => {
  expect(sound).toContain(from);
  return check(sound.replace(from, to));
};

describe('checking a compose file', () => {
  it('finds nothing wrong with a sound one', () => {
    expect(check(sound)).toEqual([]);
  });

  it('lets a secret of a foreign account be left out, where no service needs it to start', () => {
    const given = (variable: string) => check(`${sound.trimEnd()}\n      ${variable}: \${${variable}:-}\n`);
    expect(sound).toContain('${BANK_KEY:-}');
    expect(check(sound)).toEqual([]);
    expect(given('OTHER_KEY').join()).toContain('must have no default');
    expect(changed(':?Make the secrets first, with npm run secrets}', ':-}').join()).toContain('must have no default');
  });

  it.each([
    [
      'a key that Compose does not know',
      'image: soko',
      'imagge: soko',
      '/services/users must NOT have additional properties: imagge',
    ],
    ['a service without health check', "healthcheck: { test: [CMD, 'true'] }", '', 'users has no health check'],
    [
      'one that waits for less than health',
      'service_healthy',
      'service_started',
      'users must wait for postgres to be service_healthy',
    ],
    [
      'a subgraph that is published',
      'command: [users]',
      "command: [users]\n    ports: ['4001:4000']",
      'users is published; only the gateway may be',
    ],
    ['a service that is not there', '  users:', '  people:', 'there is no service users'],
    ['another command', 'command: [users]', 'command: [products]', 'users must run the command [users]'],
    ['a variable that is not read', 'USERS_KEY: ', 'LEVVEL: info\n      USERS_KEY: ', 'users does not read LEVVEL'],
    ['a variable that is not passed on', '      LEVEL: ${LEVEL:-}\n', '', 'users must pass LEVEL on'],
    ['a required variable left out', 'USERS_KEY: ', 'OTHERS: ', 'users does not start without USERS_KEY'],
    ['telemetry', "'1'", "'0'", "users must set APOLLO_TELEMETRY_DISABLED to '1'"],
    [
      'a secret with a default',
      ':?Make the secrets first, with npm run secrets',
      ':-secret',
      '${USERS_KEY} must have no default and say what to do: ${USERS_KEY:?…}',
    ],
    [
      'a secret in the file',
      '${USERS_KEY:?Make the secrets first, with npm run secrets}',
      'secret',
      'users has a secret of its own: USERS_KEY',
    ],
    ['a secret nobody makes', '${USERS_KEY', '${OTHER_KEY', 'OTHER_KEY is not made by "npm run secrets"'],
  ])('finds %s', (_what, from, to, problem) => {
    expect(changed(from, to)).toContain(problem);
  });
});
