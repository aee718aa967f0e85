import type { EventTrail } from '@soko/events';
import { prismaTransaction } from '@soko/postgres';
import type { StoreAccount } from '../../domain/store-account.ts';
import { followPlan, type PlanFact } from '../../domain/store-plan.ts';
import { findPlanSubscriptions } from '../../store/plan-subscriptions.ts';
import { findStoreAccounts, lockStoreAccounts } from '../../store/store-accounts.ts';
import { type PlanServices, savePlan } from './save-plan.ts';

/**
 * Applies a report of payments about the plan of a store, once: its answer or its event, whichever comes first. Returns the
 * store; null for something else that is paid for.
 */
export async function followStorePlan(
  services: PlanServices,
  fact: PlanFact,
  trail: EventTrail,
): Promise<StoreAccount | null> {
  const { db, now, settings } = services;
  const { storeId } = fact;
  const [known] = await findPlanSubscriptions(db, [storeId]);
  if (followPlan(known ?? null, fact, now(), settings.plans.graceMs) === null) {
    const [store] = await findStoreAccounts(db, [storeId]);
    return store ?? null;
  }
  return prismaTransaction(db, async (tx) => {
    const [store] = await lockStoreAccounts(tx, [storeId]);
    if (store === undefined) return null;
    const [before = null] = await findPlanSubscriptions(tx, [storeId]);
    const after = followPlan(before, fact, now(), settings.plans.graceMs);
    return after === null ? store : savePlan(services, tx, store, { before, after }, trail);
  });
}
