import { describe, expect, it } from '@jest/globals';
import { standardCost } from './password-cost.ts';
import { createPasswords } from './passwords.ts';

const passwords = createPasswords(standardCost);

describe('passwords', () => {
  it('are hashed by argon2id at 19 MiB, two passes, one lane, each with a salt', async () => {
    const [one, other] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
    await expect(passwords.verify(one, 'correct horse')).resolves.toBe(true);
    await expect(passwords.verify(one, 'correct horsf')).resolves.toBe(false);
  });

  it('of unknown accounts are verified as well, and never match', async () => {
    await expect(passwords.verify(null, 'a password that belongs to no account')).resolves.toBe(false);
  });

  it('that were hashed at another cost still match', async () => {
    const cheap = createPasswords({ memoryKib: 8, passes: 1 });
    await expect(passwords.verify(await cheap.hash('correct horse'), 'correct horse')).resolves.toBe(true);
  });
});
