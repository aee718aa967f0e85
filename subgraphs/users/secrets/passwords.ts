import { hash, verify } from '@node-rs/argon2';

/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Nobody's password. A log-in at an unknown address is verified against it, so that it takes as long as any other. */
const nobodys = hash('nobody has this password', cost);

/** An argon2id hash with its own salt, as a PHC string. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/** Whether `password` is the one that was hashed. Takes its time for null as well, and answers false. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await nobodys), password);
  return matches && passwordHash !== null;
}
