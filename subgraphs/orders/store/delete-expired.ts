import type { PrismaClient } from '../generated/prisma/client.ts';

/** Rows to delete in one statement, so that no statement locks many rows for long. */
const maxCarts = 1_000;
const maxQuotes = 5_000;

/** Deletes carts of guests that were not used since a time. */
export async function deleteAbandonedCarts(db: PrismaClient, unusedSince: Date): Promise<void> {
  await db.cart.deleteMany({ where: { userId: null, updatedAt: { lt: unusedSince } }, limit: maxCarts });
}

/** Deletes quotes that expired before a time. */
export async function deleteExpiredQuotes(db: PrismaClient, before: Date): Promise<void> {
  await db.quote.deleteMany({ where: { expiresAt: { lt: before } }, limit: maxQuotes });
}
