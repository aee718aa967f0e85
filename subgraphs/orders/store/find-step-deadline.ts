import type { PrismaClient } from '../generated/prisma/client.ts';

/** The deadline of the current step of a checkout. */
export async function findStepDeadline(db: PrismaClient, checkoutId: string): Promise<Date | null> {
  const saga = await db.checkoutSaga.findUnique({ where: { checkoutId }, select: { deadlineAt: true } });
  return saga?.deadlineAt ?? null;
}
