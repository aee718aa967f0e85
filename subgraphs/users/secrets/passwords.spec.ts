import { describe, expect, it } from '@jest/globals';
import { hashPassword, verifyPassword } from './passwords.ts';

describe('passwords', () => {
  it('are hashed by argon2id at 19 MiB, two passes, one lane, each with a salt', async () => {
    const [one, other] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
    await expect(verifyPassword(one, 'correct horse')).resolves.toBe(true);
    await expect(verifyPassword(one, 'correct horsf')).resolves.toBe(false);
  });

  it('of nobody are verified as well, and are never right', async () => {
    await expect(verifyPassword(null, 'nobody has this password')).resolves.toBe(false);
  });
});
