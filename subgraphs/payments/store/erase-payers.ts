import type { PrismaClient } from '../generated/prisma/client.ts';

/**
 * Erases the phone numbers and tokens of a user. What the provider was not asked for yet fails then; what it is asked for needs
 * no phone any more.
 */
export async function erasePayers(db: PrismaClient, userId: string): Promise<void> {
  const where = { userId, sealed: { not: null } };
  // A process that has read one of them and saves a change would bring the phone back: the version makes it read again.
  const data = { sealed: null, version: { increment: 1 } };
  await db.collection.updateMany({ where, data });
  await db.disbursement.updateMany({ where, data });
}
