import type { PrismaClient } from '../../generated/prisma/client.ts';

/**
 * Forgets the phones that a user was paid at. A payout that is under way needs its phone; the job `wallets.prune` forgets
 * that one later.
 */
export async function forgetPhones(db: PrismaClient, ownerId: string): Promise<void> {
  const isUnderWay = { in: ['HELD', 'SUBMITTED', 'UNDER_REVIEW'] };
  await db.withdrawal.updateMany({
    where: { ownerId, NOT: { status: isUnderWay } },
    data: { phone: null, codeSentTo: null },
  });
}
