import { type Envelope, type EventTrail, newEvent, usersStore } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import type { StoreAccount } from '../../domain/store-account.ts';
import { paidPlan, planAfter, type PlanSubscription } from '../../domain/store-plan.ts';
import type { PlanSettings, UsersServices } from '../../services.ts';
import type { Db } from '../../store/database.ts';
import { savePlanSubscription } from '../../store/plan-subscriptions.ts';
import { saveStoreAccount } from '../../store/store-accounts.ts';

export type PlanServices = Pick<UsersServices, 'db' | 'now' | 'log'> & { settings: { plans: PlanSettings } };

/** What the payer and others learn of a change. */
function planEvent(
  trail: EventTrail,
  store: StoreAccount,
  before: PlanSubscription | null,
  after: PlanSubscription,
): Envelope {
  // Of another subscription, nothing is compared.
  const same = before?.subscriptionId === after.subscriptionId ? before : null;
  const { userId, status, currency, amountMinor, paidUntil, graceUntil, endsWithPeriod, isEntitled, hasCard } = after;
  const { subscriptionId, needsConfirmation } = after;
  const data = {
    userId,
    storeName: store.name,
    plan: paidPlan,
    status,
    previousStatus: same?.status ?? null,
    price: { amountMinor: amountMinor.toString(), currency },
    paidUntil: paidUntil?.toISOString() ?? null,
    graceUntil: graceUntil?.toISOString() ?? null,
    endsWithPeriod,
    hasPlan: isEntitled,
    hadPlan: before?.isEntitled ?? false,
    hasCard,
    hadCard: same?.hasCard ?? true,
    subscriptionId,
    needsConfirmation,
    neededConfirmation: same?.needsConfirmation ?? false,
  };
  return newEvent(usersStore, 'plan_payment_changed', { subject: store.id, sequence: store.version, data }, trail);
}

/** Saves a change of the subscription of a locked store, and the plan that follows from it. */
export async function savePlan(
  { now, settings }: Pick<PlanServices, 'now' | 'settings'>,
  tx: Db,
  store: StoreAccount,
  { before, after }: { before: PlanSubscription | null; after: PlanSubscription },
  trail: EventTrail,
): Promise<StoreAccount> {
  await savePlanSubscription(tx, after);
  const plan = planAfter(store, before, after, settings.plans.mintQuota);
  const saved = plan === null ? store : await saveStoreAccount(tx, store, plan, now());
  const changed =
    plan === null
      ? []
      : [newEvent(usersStore, 'plan_changed', { subject: saved.id, sequence: saved.version, data: plan }, trail)];
  // A payment that waits for its payer, or came to nothing, changes nothing for others.
  const isKnown = after.status !== 'REQUIRES_ACTION' && after.status !== 'FAILED';
  await tellWithPrisma(tx, isKnown ? [...changed, planEvent(trail, saved, before, after)] : changed);
  return saved;
}
