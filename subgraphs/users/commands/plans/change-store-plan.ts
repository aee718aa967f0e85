import { badUserInput, serviceUnavailable } from '@soko/errors';
import { readIdempotencyKey } from '@soko/idempotency';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../../context.ts';
import {
  type accountSuspended,
  storeInactive,
  storePlanAgreed,
  storePlanDeclined,
  storePlanNotForSale,
} from '../../domain/refusals.ts';
import type { StoreAccount, StorePlan } from '../../domain/store-account.ts';
import { isLive, paidPlan, type PlanSubscription } from '../../domain/store-plan.ts';
import type { SeenSubscription } from '../../peers/payments.ts';
import { findPlanSubscriptions } from '../../store/plan-subscriptions.ts';
import { withOwnStoreAccount } from '../with-own-store-account.ts';
import { followStorePlan } from './follow-plan.ts';

export interface ChangeStorePlanInput {
  storeId: string;
  plan: StorePlan;
  paymentMethodId?: string | null | undefined;
  idempotencyKey: string;
}

/** The payer must confirm the first payment. */
export interface StorePlanActionRequired {
  __typename: 'StorePlanActionRequired';
  store: StoreAccount;
  clientSecret: string | null;
  actionUrl: string | null;
}

type Outcome =
  | StoreAccount
  | StorePlanActionRequired
  | ReturnType<
      | typeof storeInactive
      | typeof storePlanAgreed
      | typeof storePlanDeclined
      | typeof storePlanNotForSale
      | typeof accountSuspended
    >;

/** The store of the viewer with the payment of its plan. */
interface Own {
  store: StoreAccount;
  subscription: PlanSubscription | null;
  userId: string;
}

/** Changes the plan of a store: payments charges the card, and the plan follows what payments reports. */
export async function changeStorePlan(context: UsersContext, input: ChangeStorePlanInput): Promise<Outcome> {
  readIdempotencyKey(input.idempotencyKey);
  const own = await withOwnStoreAccount(context, input.storeId, async (tx, store, { id: userId }) => {
    if (store.status === 'INACTIVE') return storeInactive();
    const [subscription = null] = await findPlanSubscriptions(tx, [store.id]);
    return { store, subscription, userId };
  });
  if (isRefusal(own)) return own;
  if (input.plan === 'ENTERPRISE') return storePlanNotForSale();
  await context.limits.take([{ name: 'users.plan-of-store', key: input.storeId }]);
  return input.plan === 'TRIAL' ? leavePlan(context, own) : takePlan(context, own, input);
}

async function takePlan(
  context: UsersContext,
  { store, subscription, userId }: Own,
  { paymentMethodId, idempotencyKey }: ChangeStorePlanInput,
): Promise<Outcome> {
  const { price } = context.settings.plans;
  const isPaid = subscription !== null && isLive(subscription) && subscription.status !== 'REQUIRES_ACTION';
  if (isPaid && subscription.endsWithPeriod) return setEnd(context, store, subscription, 'NOT_SET');
  if (isPaid) return store;
  if (store.plan !== 'TRIAL') return storePlanAgreed();
  if (price === null) return storePlanNotForSale();
  if (paymentMethodId == null) throw badUserInput('Pass a saved card, which pays for the plan.', 'paymentMethodId');
  const seen = await context.payments.subscribe(
    { reference: store.id, userId, paymentMethodId, price, description: 'Plan Growth', idempotencyKey },
    context.trail.correlationId,
  );
  return toOutcome(context, store, seen);
}

async function toOutcome(context: UsersContext, store: StoreAccount, seen: SeenSubscription): Promise<Outcome> {
  const { fact, clientSecret, actionUrl, failure } = seen;
  if (fact === null) throw serviceUnavailable('The payment provider is not responding. Try again shortly.');
  const followed = (await followStorePlan(context, fact, context.trail)) ?? store;
  if (fact.status === 'FAILED')
    return storePlanDeclined(failure?.code ?? 'declined', failure?.message ?? 'The card was declined.');
  if (fact.status !== 'REQUIRES_ACTION') return followed;
  return { __typename: 'StorePlanActionRequired', store: followed, clientSecret, actionUrl };
}

/** Ends the plan with the month that is paid for. What was not paid ends at once. */
async function leavePlan(context: UsersContext, { store, subscription }: Own): Promise<Outcome> {
  if (subscription === null || !isLive(subscription)) return store.plan === 'TRIAL' ? store : storePlanAgreed();
  return setEnd(context, store, subscription, subscription.status === 'ACTIVE' ? 'PERIOD_END' : 'NOW');
}

async function setEnd(
  context: UsersContext,
  store: StoreAccount,
  { subscriptionId }: PlanSubscription,
  end: 'NOT_SET' | 'PERIOD_END' | 'NOW',
): Promise<StoreAccount> {
  const { fact } = await context.payments.endSubscription(subscriptionId, end, context.trail.correlationId);
  return (fact && (await followStorePlan(context, fact, context.trail))) ?? store;
}

/** The plans that are for sale, with their prices. */
export const storePlanOffers = ({ settings: { plans } }: Pick<UsersContext, 'settings'>, trialMintQuota: number) => [
  { plan: 'TRIAL' as const, mintQuota: trialMintQuota, price: null },
  ...(plans.price === null ? [] : [{ plan: paidPlan, mintQuota: plans.mintQuota, price: plans.price }]),
];
