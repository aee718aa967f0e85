import type { BettingLimits } from '../../domain/bets/betting-limits.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

type Limits = Pick<PrismaClient, 'bettingLimit'>;

/** The limits of all currencies in which bets are offered, by currency. */
export const listBettingLimits = (db: Limits): Promise<BettingLimits[]> =>
  db.bettingLimit.findMany({ orderBy: { currency: 'asc' }, omit: { updatedAt: true } });

/** The limits of a currency, or null where bets are not offered in it. */
export const findBettingLimits = (db: Limits, currency: string): Promise<BettingLimits | null> =>
  db.bettingLimit.findUnique({ where: { currency }, omit: { updatedAt: true } });

/** Adds or replaces the limits of a currency. */
export async function saveBettingLimits(db: Limits, limits: BettingLimits, updatedAt: Date): Promise<void> {
  const data = { ...limits, updatedAt };
  await db.bettingLimit.upsert({ where: { currency: limits.currency }, create: data, update: data });
}
