import { hash, verify } from '@node-rs/argon2';
import type { PasswordCost } from './password-cost.ts';

export interface Passwords {
  /** An argon2id hash with its own salt, as a PHC string. */
  hash(password: string): Promise<string>;
  /**
   * True when `password` is the one that was hashed. For null it takes as long and returns false, so that the time does
   * not reveal whether an account exists.
   */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
}

export function createPasswords({ memoryKib, passes }: PasswordCost): Passwords {
  const options = { memoryCost: memoryKib, timeCost: passes, parallelism: 1 };
  const decoy = hash('a password that belongs to no account', options);
  return {
    hash: (password) => hash(password, options),
    async verify(passwordHash, password) {
      const matches = await verify(passwordHash ?? (await decoy), password);
      return matches && passwordHash !== null;
    },
  };
}
