import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { prismaTransaction } from '@soko/postgres';
import type { PaymentsPeer } from '../../peers/payments.ts';
import { findLapsedPlans, findPlanSubscriptions } from '../../store/plan-subscriptions.ts';
import { lockStoreAccounts } from '../../store/store-accounts.ts';
import { followStorePlan } from './follow-plan.ts';
import { type PlanServices, savePlan } from './save-plan.ts';

/** Stores in one run of the job. */
const atMost = 100;

type LapseServices = PlanServices & { payments: PaymentsPeer };

/**
 * Puts one store back on the trial plan, unless its plan was paid meanwhile. Returns the id of the subscription that is to
 * end at payments as well.
 */
const takePlan = (services: PlanServices, storeId: string, trail: EventTrail): Promise<string | null> =>
  prismaTransaction(services.db, async (tx) => {
    const { now } = services;
    const [store] = await lockStoreAccounts(tx, [storeId]);
    const [before] = await findPlanSubscriptions(tx, [storeId]);
    if (store === undefined || before === undefined) return null;
    const { status, isEntitled, graceUntil, subscriptionId } = before;
    if (status !== 'PAST_DUE' || graceUntil === null || graceUntil > now()) return null;
    if (isEntitled)
      await savePlan(services, tx, store, { before, after: { ...before, isEntitled: false, updatedAt: now() } }, trail);
    return subscriptionId;
  });

/**
 * Ends one plan, and its payment, so that no later try charges the card. A month that was paid a moment before is kept, and
 * is the last one.
 */
async function endLapsedPlan(services: LapseServices, storeId: string): Promise<void> {
  const actor = { kind: 'service', id: 'users' } as const;
  const trail: EventTrail = { correlationId: newId('req'), causationId: null, actor, now: services.now };
  const subscriptionId = await takePlan(services, storeId, trail);
  if (subscriptionId === null) return;
  const { fact } = await services.payments.endSubscription(subscriptionId, 'PERIOD_END', trail.correlationId);
  if (fact !== null) await followStorePlan(services, fact, trail);
}

/** Ends plans that were not paid in the time of grace. One whose payment could not be ended is tried again. */
export async function endLapsedPlans(services: LapseServices): Promise<void> {
  for (const storeId of await findLapsedPlans(services.db, services.now(), atMost)) {
    await endLapsedPlan(services, storeId).catch((error: unknown) => {
      services.log.error({ err: error, store: storeId }, 'could not end a plan that was not paid; retrying');
    });
  }
}
