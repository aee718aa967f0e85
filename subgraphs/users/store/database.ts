import { conflict } from '@soko/errors';
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';

/** The client itself, or a transaction of it. */
export type Db = PrismaClient | Prisma.TransactionClient;

/** Somebody else changed the row since it was read. */
export class StaleVersion extends Error {
  override readonly name = 'StaleVersion';
}

const tries = 4;

/** Serialization failure and deadlock, as Postgres numbers them. */
const collisions = /40001|40P01/;

/** Prisma has a code of its own for some collisions, and hands others through in what it says of a failed statement. */
function isCollision(error: unknown): boolean {
  if (error instanceof StaleVersion) return true;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === 'P2034' || collisions.test(JSON.stringify(error.meta ?? '') + error.message);
}

/**
 * Runs `work` in one transaction, again from the start when it collided with another. Throws CONFLICT when it keeps
 * colliding. What `work` does must all be in the transaction.
 */
export async function inTransaction<T>(
  db: PrismaClient,
  work: (tx: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction(work, { maxWait: 5_000, timeout: 15_000 });
    } catch (error) {
      if (!isCollision(error)) throw error;
      if (attempt === tries) throw conflict('Somebody else changed this at the same time. Try again.');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}

/** Whether a write broke the unique index on `column`. */
export function breaksUnique(error: unknown, ...names: string[]): boolean {
  const { code, meta } = error as { code?: unknown; meta?: unknown };
  return code === 'P2002' && names.some((name) => JSON.stringify(meta ?? '').includes(name));
}
