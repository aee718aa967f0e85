import type { Queryable } from '@soko/postgres';
import type { PlanSubscription, PlanSubscriptionStatus } from '../domain/store-plan.ts';
import type { StorePlanSubscription as Row } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

const toSubscription = (row: Row): PlanSubscription => {
  const { decisions: _, cardDecisions: __, ...subscription } = row;
  return { ...subscription, status: row.status as PlanSubscriptionStatus };
};

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

/** Stores whose plan was not paid in the time of grace, and whose payment goes on. */
export async function findLapsedPlans(db: Db, now: Date, limit: number): Promise<string[]> {
  const rows = await db.storePlanSubscription.findMany({
    where: { status: 'PAST_DUE', graceUntil: { lte: now } },
    // One that cannot be ended holds up no others.
    orderBy: [{ isEntitled: 'desc' }, { updatedAt: 'asc' }],
    take: limit,
    select: { storeId: true },
  });
  return rows.map(({ storeId }) => storeId);
}

/** Counts a decision about the end of a store's subscription, and returns its number. */
export async function countPlanDecision(tx: Queryable, storeId: string): Promise<number> {
  const { rows } = await tx.query<{ decisions: number }>({
    name: 'plan-decision-count',
    text: 'UPDATE store_plan_subscriptions SET decisions = decisions + 1 WHERE store_id = $1 RETURNING decisions',
    values: [storeId],
  });
  return rows[0]?.decisions ?? 0;
}

/** Counts a decision about the card of a store's subscription, and returns its number. */
export async function countCardDecision(tx: Queryable, storeId: string): Promise<number> {
  const { rows } = await tx.query<{ decisions: number }>({
    name: 'plan-card-decision-count',
    text: `UPDATE store_plan_subscriptions SET card_decisions = card_decisions + 1 WHERE store_id = $1
      RETURNING card_decisions AS decisions`,
    values: [storeId],
  });
  return rows[0]?.decisions ?? 0;
}

/** True while no other decision about the card of a subscription was made after the one of this number. */
export async function isLastCardDecision(db: Db, subscriptionId: string, cardDecisions: number): Promise<boolean> {
  return (await db.storePlanSubscription.count({ where: { subscriptionId, cardDecisions } })) > 0;
}

/** True while no other decision about the end of a subscription was made after the one of this number. */
export async function isLastPlanDecision(db: Db, subscriptionId: string, decisions: number): Promise<boolean> {
  return (await db.storePlanSubscription.count({ where: { subscriptionId, decisions } })) > 0;
}
