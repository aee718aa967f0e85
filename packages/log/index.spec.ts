import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createLogger, prettyLines, scrubText } from './index.ts';

/** The line that a call writes. */
function lineOf(fields: object, message = 'something happened'): string {
  const lines: string[] = [];
  createLogger({ name: 'spec', destination: { write: (line: string) => void lines.push(line) } }).info(fields, message);
  return lines.join('');
}

describe('a log line', () => {
  const address = { name: 'Marker Person', line1: 'Moi Avenue 1', city: 'Nairobi', phone: null, country: 'KE' };

  it.each([
    ['a field', { email: 'marker@example.org' }],
    ['a nested field', { event: { data: { to: 'märker@exämple.org', phone: '+254712345678' } } }],
    ['an error', { err: new Error('Key (email)=(marker@example.org) exists', { cause: new Error('+254712345678') }) }],
    ['a name', { a: { b: { firstName: 'Marker "the" Person', lastName: 'Marker' } } }],
    ['an address', { order: { id: 'ord_1', address } }],
    ['secrets', { password: 'marker', headers: { authorization: 'Bearer marker' } }],
  ])('holds no personal data of %s', (_, fields) => {
    const line = lineOf(fields, 'wrote to marker@example.org');
    expect(line).not.toMatch(/m[aä]rker|Moi Avenue|254712345678/i);
    expect(line).toContain('[redacted]');
    expect(() => JSON.parse(line)).not.toThrow();
  });

  it('reads like text in a terminal, without personal data', () => {
    const lines: string[] = [];
    const destination = prettyLines(
      new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) }),
    );
    const log = createLogger({ name: 'spec', destination });
    log.child({ subgraph: 'users' }).warn({ to: 'marker@example.org', job: 'x' }, 'could not write; retrying');
    expect(lines.join('')).toMatch(/^\[\d\d:\d\d:\d\d] WARN \(spec\): users: could not write; retrying\n/);
    expect(lines.join('')).toContain('job: "x"');
    expect(lines.join('')).not.toContain('marker');
  });

  it('keeps what is not personal', () => {
    const fields = {
      id: 'usr_0190b5c1',
      at: '2026-02-01T10:00:00+03:00',
      stack: 'at /app/node_modules/@soko/log/index.ts',
    };
    expect(JSON.parse(lineOf(fields))).toMatchObject({ ...fields, name: 'spec', msg: 'something happened' });
    expect(scrubText('evt_1 of users.user.registered has 12345678 bytes')).toContain('12345678');
  });
});
