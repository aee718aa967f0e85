import type { PlanSubscription, PlanSubscriptionStatus } from '../domain/store-plan.ts';
import type { StorePlanSubscription as Row } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

const toSubscription = (row: Row): PlanSubscription => ({ ...row, status: row.status as PlanSubscriptionStatus });

/** The latest subscription of each store. */
export async function findPlanSubscriptions(db: Db, storeIds: readonly string[]): Promise<PlanSubscription[]> {
  const rows = await db.storePlanSubscription.findMany({ where: { storeId: { in: [...storeIds] } } });
  return rows.map(toSubscription);
}

/** Saves a subscription in place of the store's earlier one. */
export async function savePlanSubscription(tx: Db, { storeId, ...subscription }: PlanSubscription): Promise<void> {
  await tx.storePlanSubscription.upsert({
    where: { storeId },
    create: { storeId, ...subscription },
    update: subscription,
  });
}

/** Stores whose plan was not paid in the time of grace. */
export async function findLapsedPlans(db: Db, now: Date, limit: number): Promise<string[]> {
  const rows = await db.storePlanSubscription.findMany({
    where: { status: 'PAST_DUE', isEntitled: true, graceUntil: { lte: now } },
    orderBy: { graceUntil: 'asc' },
    take: limit,
    select: { storeId: true },
  });
  return rows.map(({ storeId }) => storeId);
}
