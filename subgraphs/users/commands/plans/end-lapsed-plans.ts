import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { prismaTransaction } from '@soko/postgres';
import { findLapsedPlans, findPlanSubscriptions } from '../../store/plan-subscriptions.ts';
import { lockStoreAccounts } from '../../store/store-accounts.ts';
import { type PlanServices, savePlan } from './save-plan.ts';

/** Stores in one run of the job. */
const atMost = 100;

/** Puts one store back on the trial plan, unless its plan was paid meanwhile. */
const endLapsedPlan = (services: PlanServices, storeId: string): Promise<void> =>
  prismaTransaction(services.db, async (tx) => {
    const { now } = services;
    const [store] = await lockStoreAccounts(tx, [storeId]);
    const [before] = await findPlanSubscriptions(tx, [storeId]);
    if (store === undefined || before === undefined) return;
    const { status, isEntitled, graceUntil } = before;
    if (status !== 'PAST_DUE' || !isEntitled || graceUntil === null || graceUntil > now()) return;
    const actor = { kind: 'service', id: 'users' } as const;
    const trail: EventTrail = { correlationId: newId('req'), causationId: null, actor, now };
    await savePlan(services, tx, store, { before, after: { ...before, isEntitled: false, updatedAt: now() } }, trail);
  });

/** Ends plans that were not paid in the time of grace. */
export async function endLapsedPlans(services: PlanServices): Promise<void> {
  for (const storeId of await findLapsedPlans(services.db, services.now(), atMost)) {
    await endLapsedPlan(services, storeId).catch((error: unknown) => {
      services.log.error({ err: error, store: storeId }, 'could not end a plan that was not paid; retrying');
    });
  }
}
