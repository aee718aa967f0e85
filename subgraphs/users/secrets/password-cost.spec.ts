import { describe, expect, it } from '@jest/globals';
import { BadEnvironment, readEnv } from '@soko/env';
import { seedEnv } from '../env.ts';
import { readPasswordCost } from './password-cost.ts';

const costOf = (variables: Record<string, string>) => readPasswordCost(readEnv(seedEnv, variables));

describe('the cost of a password hash', () => {
  it.each(['production', 'development', 'test'])('is 19 MiB and two passes by default (%s)', (NODE_ENV) => {
    expect(costOf({ NODE_ENV })).toEqual({ memoryKib: 19_456, passes: 2 });
  });

  it.each(['development', 'test'])('can be lowered for %s', (NODE_ENV) => {
    const lowered = { USERS_PASSWORD_MEMORY_KIB: '8', USERS_PASSWORD_PASSES: '1' };
    expect(costOf({ NODE_ENV, ...lowered })).toEqual({ memoryKib: 8, passes: 1 });
  });

  it.each([
    ['USERS_PASSWORD_MEMORY_KIB', '19455'],
    ['USERS_PASSWORD_PASSES', '1'],
  ])('cannot be lowered in production by %s', (name, value) => {
    const read = () => costOf({ NODE_ENV: 'production', [name]: value });
    expect(read).toThrow(BadEnvironment);
    expect(read).toThrow(name);
  });

  it('can be raised in production', () => {
    const raised = { USERS_PASSWORD_MEMORY_KIB: '65536', USERS_PASSWORD_PASSES: '3' };
    expect(costOf({ NODE_ENV: 'production', ...raised })).toEqual({ memoryKib: 65_536, passes: 3 });
  });
});
