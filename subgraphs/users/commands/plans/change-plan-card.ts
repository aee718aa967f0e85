import { forbidden, notFound, serviceUnavailable } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../../context.ts';
import {
  type accountSuspended,
  storePlanDeclined,
  storePlanNotPaid,
  storePlanPaidByOther,
} from '../../domain/refusals.ts';
import type { StoreAccount } from '../../domain/store-account.ts';
import { isPaid, type PlanSubscription } from '../../domain/store-plan.ts';
import type { SeenSubscription } from '../../peers/payments.ts';
import { countCardDecision, findPlanSubscriptions, isLastCardDecision } from '../../store/plan-subscriptions.ts';
import { findStoreAccounts } from '../../store/store-accounts.ts';
import { canAdministerStore } from '../can-administer-store.ts';
import { loadOwnAccount } from '../load-own-account.ts';
import { followStorePlan } from './follow-plan.ts';
import type { StorePlanActionRequired } from './plan-action.ts';

export interface ChangePlanCardInput {
  storeId: string;
  paymentMethodId: string;
  idempotencyKey: string;
}

type Refusal = ReturnType<
  typeof storePlanDeclined | typeof storePlanNotPaid | typeof storePlanPaidByOther | typeof accountSuspended
>;

type Outcome = StoreAccount | StorePlanActionRequired | Refusal;

/**
 * Changes the card that pays for the plan of a store. A late repeat has no effect once another card was chosen; a
 * repeat of the latest choice charges what is still not paid, which Stripe charges once.
 */
export async function changeStorePlanCard(context: UsersContext, input: ChangePlanCardInput): Promise<Outcome> {
  const key = readIdempotencyKey(input.idempotencyKey);
  const own = await findPayer(context, input.storeId);
  if (isRefusal(own)) return own;
  const { store, subscription, userId } = own;
  const { storeId, paymentMethodId } = input;
  await context.limits.take([{ name: 'users.card-of-plan', key: `${storeId}:${userId}` }]);
  const command = { owner: userId, key, input: ['changeStorePlanCard', storeId, paymentMethodId] };
  const { subscriptionId, number } = await once(context.pool, command, async (tx) => ({
    subscriptionId: subscription.subscriptionId,
    number: await countCardDecision(tx, store.id),
  }));
  if (!(await isLastCardDecision(context.db, subscriptionId, number))) return store;
  const card = { id: subscriptionId, userId, paymentMethodId };
  return toOutcome(context, store, await context.payments.changeCard(card, context.trail.correlationId));
}

interface Payer {
  store: StoreAccount;
  subscription: PlanSubscription;
  userId: string;
}

/**
 * The plan of the store, which the viewer pays for, also when they have left the team. Administrators of the store learn why
 * they cannot change its card. The store is not locked: nothing about it is decided here.
 */
async function findPayer(context: UsersContext, storeId: string): Promise<Payer | Refusal> {
  const { db } = context;
  const account = await loadOwnAccount(context, db);
  if (isRefusal(account)) return account;
  const [store] = await findStoreAccounts(db, [storeId]);
  if (store === undefined) throw notFound('The store');
  const [subscription = null] = await findPlanSubscriptions(db, [storeId]);
  const isPayer = isPaid(subscription) && subscription.userId === account.id;
  if (!isPayer && !(await canAdministerStore(context, db, storeId)))
    throw forbidden('This requires the person who pays for the plan of the store.');
  if (!isPaid(subscription)) return storePlanNotPaid();
  return isPayer ? { store, subscription, userId: account.id } : storePlanPaidByOther();
}

async function toOutcome(
  context: UsersContext,
  store: StoreAccount,
  { fact, clientSecret, actionUrl, failure }: SeenSubscription,
): Promise<Outcome> {
  if (fact === null) throw serviceUnavailable('The payment provider is not responding. Try again shortly.');
  const followed = (await followStorePlan(context, fact, context.trail)) ?? store;
  if (fact.status === 'ENDED' || fact.status === 'FAILED') return storePlanNotPaid();
  if (failure !== null) return storePlanDeclined(failure.code, failure.message);
  return fact.needsConfirmation
    ? { __typename: 'StorePlanActionRequired', store: followed, clientSecret, actionUrl }
    : followed;
}
