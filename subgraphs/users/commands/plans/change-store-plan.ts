import { badUserInput, serviceUnavailable } from '@soko/errors';
import { userIdOf } from '@soko/auth';
import { findFirstResult, once, readIdempotencyKey } from '@soko/idempotency';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../../context.ts';
import {
  type accountSuspended,
  type storeInactive,
  storePlanAgreed,
  storePlanDeclined,
  storePlanNotForSale,
  storePlanPaidByOther,
} from '../../domain/refusals.ts';
import type { StoreAccount, StorePlan } from '../../domain/store-account.ts';
import { isLive, isPaid, paidPlan } from '../../domain/store-plan.ts';
import type { SeenSubscription } from '../../peers/payments.ts';
import { countPlanDecision, isLastPlanDecision } from '../../store/plan-subscriptions.ts';
import { followStorePlan } from './follow-plan.ts';
import { findOwnPayment, findOwnStore, type Own } from './own-plan.ts';
import type { StorePlanActionRequired } from './plan-action.ts';

export interface ChangeStorePlanInput {
  storeId: string;
  plan: StorePlan;
  paymentMethodId?: string | null | undefined;
  idempotencyKey: string;
}

type Outcome =
  | StoreAccount
  | StorePlanActionRequired
  | ReturnType<
      | typeof storeInactive
      | typeof storePlanAgreed
      | typeof storePlanDeclined
      | typeof storePlanNotForSale
      | typeof storePlanPaidByOther
      | typeof accountSuspended
    >;

/** What a command does, and what its repeats do again. */
type Decision =
  | { step: 'STAY' }
  | { step: 'START' }
  | { step: 'END'; subscriptionId: string; end: 'NOT_SET' | 'PERIOD_END' | 'NOW'; number: number };

/** Leaves the transaction of a command whose key must not be used up. */
class Refused extends Error {
  readonly outcome: Extract<Outcome, { code: string }>;

  constructor(outcome: Extract<Outcome, { code: string }>) {
    super(outcome.message);
    this.outcome = outcome;
  }
}

/** Changes the plan of a store: payments charges the card, and the plan follows what payments reports. */
export async function changeStorePlan(context: UsersContext, input: ChangeStorePlanInput): Promise<Outcome> {
  const key = readIdempotencyKey(input.idempotencyKey);
  const { storeId, plan, paymentMethodId = null } = input;
  const commandOf = (owner: string) => ({ owner, key, input: ['changeStorePlan', storeId, plan, paymentMethodId] });
  const viewerId = userIdOf(context.viewer);
  const known = viewerId === null ? null : await findFirstResult<Decision>(context.pool, commandOf(viewerId));
  const ended = known?.result.step === 'END' ? known.result.subscriptionId : null;
  const paid = plan === 'TRIAL' ? await findOwnPayment(context, storeId, ended) : null;
  const own = paid ?? (await findOwnStore(context, storeId));
  if (isRefusal(own)) return own;
  if (plan === 'ENTERPRISE') return storePlanNotForSale();
  await context.limits.take([limitOf(input, own, known !== null)]);
  const command = commandOf(own.userId);
  try {
    const decision = await once(context.pool, command, (tx) => decide(tx, context, own, input));
    return await carryOut(context, own, input, decision);
  } catch (error) {
    if (error instanceof Refused) return error.outcome;
    throw error;
  }
}

/**
 * Who has used up the changes of a store may still end its plan, and a repeat is no change. A payer who has left the team does
 * not use up the ends of its administrators.
 */
function limitOf({ storeId, plan }: ChangeStorePlanInput, { userId }: Own, isRepeat: boolean) {
  if (isRepeat) return { name: 'users.plan-repeats', key: `${storeId}:${userId}` } as const;
  return { name: 'users.plan-of-store', key: plan === 'TRIAL' ? `${storeId}:${userId}` : storeId } as const;
}

/** Decides what a new command does. Its number tells a late repeat that another decision came after it. */
async function decide(tx: Queryable, { settings }: UsersContext, own: Own, input: ChangeStorePlanInput) {
  const { store, subscription } = own;
  const end = input.plan === 'TRIAL' ? endOf(own) : endTakenBack(own);
  if (end !== null && subscription !== null) {
    const number = await countPlanDecision(tx, store.id);
    return { step: 'END', subscriptionId: subscription.subscriptionId, end, number } as const;
  }
  if (input.plan === 'TRIAL' || isPaid(subscription)) return { step: 'STAY' } as const;
  if (store.plan !== 'TRIAL') throw new Refused(storePlanAgreed());
  if (settings.plans.price === null) throw new Refused(storePlanNotForSale());
  if (input.paymentMethodId == null)
    throw badUserInput('Pass a saved card, which pays for the plan.', 'paymentMethodId');
  return { step: 'START' } as const;
}

/**
 * How the plan ends: with the month that is paid for. Payments ends at once what it finds not to be paid: the status that is
 * known here may be older. Null when there is nothing to end.
 */
function endOf({ store, subscription }: Own): 'PERIOD_END' | null {
  if (subscription !== null && isLive(subscription)) return 'PERIOD_END';
  if (store.plan !== 'TRIAL') throw new Refused(storePlanAgreed());
  return null;
}

/** Whether an end is taken back. Only the payer may have their card charged again. */
function endTakenBack({ subscription, userId }: Own): 'NOT_SET' | null {
  if (subscription === null || !isLive(subscription)) return null;
  if (subscription.userId !== userId) throw new Refused(storePlanPaidByOther());
  return isPaid(subscription) && subscription.endsWithPeriod ? 'NOT_SET' : null;
}

async function carryOut(
  context: UsersContext,
  own: Own,
  input: ChangeStorePlanInput,
  decision: Decision,
): Promise<Outcome> {
  if (decision.step === 'STAY') return own.store;
  if (decision.step === 'START') return isPaid(own.subscription) ? own.store : startPlan(context, own, input);
  const { subscriptionId, end, number } = decision;
  if (!(await isLastPlanDecision(context.db, subscriptionId, number))) return own.store;
  const { fact } = await context.payments.endSubscription(subscriptionId, end, context.trail.correlationId);
  return (fact && (await followStorePlan(context, fact, context.trail))) ?? own.store;
}

async function startPlan(
  context: UsersContext,
  { store, userId }: Own,
  { paymentMethodId, idempotencyKey }: ChangeStorePlanInput,
): Promise<Outcome> {
  const { price } = context.settings.plans;
  if (price === null || paymentMethodId == null) return storePlanNotForSale();
  const seen = await context.payments.subscribe(
    { reference: store.id, userId, paymentMethodId, price, description: 'Plan Growth', idempotencyKey },
    context.trail.correlationId,
  );
  return seen === null ? storePlanPaidByOther() : toOutcome(context, store, userId, seen);
}

async function toOutcome(
  context: UsersContext,
  store: StoreAccount,
  userId: string,
  { fact, clientSecret, actionUrl, failure }: SeenSubscription,
): Promise<Outcome> {
  if (fact === null) throw serviceUnavailable('The payment provider is not responding. Try again shortly.');
  const followed = (await followStorePlan(context, fact, context.trail)) ?? store;
  // Two administrators at once: what confirms the payment of the first one is theirs alone.
  if (fact.userId !== userId) return storePlanPaidByOther();
  if (fact.status === 'FAILED')
    return storePlanDeclined(failure?.code ?? 'declined', failure?.message ?? 'The card was declined.');
  if (fact.status !== 'REQUIRES_ACTION') return followed;
  return { __typename: 'StorePlanActionRequired', store: followed, clientSecret, actionUrl };
}

/** The plans that are for sale, with their prices. */
export const storePlanOffers = ({ settings: { plans } }: Pick<UsersContext, 'settings'>, trialMintQuota: number) => [
  { plan: 'TRIAL' as const, mintQuota: trialMintQuota, price: null },
  ...(plans.price === null ? [] : [{ plan: paidPlan, mintQuota: plans.mintQuota, price: plans.price }]),
];
