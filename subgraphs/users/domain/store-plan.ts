import type { StoreAccount } from './store-account.ts';
import { trialMintQuota } from './store-account.ts';

/** The plan that is paid by card. */
export const paidPlan = 'GROWTH' as const;

export type PlanSubscriptionStatus = 'REQUIRES_ACTION' | 'ACTIVE' | 'PAST_DUE' | 'ENDED' | 'FAILED';

/** The payment of a store's plan by card, as payments has reported it last. */
export interface PlanSubscription {
  storeId: string;
  /** Id of the subscription in payments. */
  subscriptionId: string;
  /** Whose card pays. */
  userId: string;
  status: PlanSubscriptionStatus;
  currency: string;
  /** Price of a month. */
  amountMinor: bigint;
  paidUntil: Date | null;
  endsWithPeriod: boolean;
  /** False when the card was removed, so that no renewal can be paid. */
  hasCard: boolean;
  /** True while the bank wants the payer to confirm a renewal. */
  needsConfirmation: boolean;
  /** Set while a renewal is not paid. */
  graceUntil: Date | null;
  /** True while the store has the plan by it. */
  isEntitled: boolean;
  /** Number of the last change in payments. */
  sequence: number;
  updatedAt: Date;
}

/** A report of payments. */
export type PlanFact = Omit<PlanSubscription, 'graceUntil' | 'isEntitled' | 'updatedAt'>;

export const isLive = ({ status }: Pick<PlanSubscription, 'status'>): boolean =>
  status !== 'ENDED' && status !== 'FAILED';

/** True from the first payment to the end. */
export const isPaid = (subscription: PlanSubscription | null): subscription is PlanSubscription =>
  subscription !== null && isLive(subscription) && subscription.status !== 'REQUIRES_ACTION';

/** Ids are ordered by time: a store has one subscription after another. */
function isNews(before: PlanSubscription | null, { subscriptionId, sequence }: PlanFact): boolean {
  if (before === null) return true;
  if (before.subscriptionId === subscriptionId) return sequence > before.sequence;
  return subscriptionId > before.subscriptionId;
}

/** The subscription after a report. Null for one that brings nothing new. A renewal that is not paid leaves `graceMs`. */
export function followPlan(
  before: PlanSubscription | null,
  fact: PlanFact,
  now: Date,
  graceMs: number,
): PlanSubscription | null {
  if (!isNews(before, fact)) return null;
  const wasPastDue = before?.subscriptionId === fact.subscriptionId && before.status === 'PAST_DUE';
  const begun = wasPastDue ? before.graceUntil : new Date(now.getTime() + graceMs);
  const graceUntil = fact.status === 'PAST_DUE' ? begun : null;
  const isEntitled = fact.status === 'ACTIVE' || (graceUntil !== null && graceUntil > now);
  return { ...fact, graceUntil, isEntitled, updatedAt: now };
}

type Had = Pick<PlanSubscription, 'isEntitled' | 'paidUntil'>;

/** A further month was paid: it has the quota for which the plan is sold now. */
const isRenewed = (before: Had | null, { paidUntil }: Had): boolean =>
  before?.paidUntil != null && paidUntil !== null && paidUntil > before.paidUntil;

/**
 * The plan of a store after a change of its subscription. Null when it stays: also for a plan that an administrator of Soko
 * has set meanwhile.
 */
export function planAfter(
  { plan, mintQuota }: Pick<StoreAccount, 'plan' | 'mintQuota'>,
  before: Had | null,
  after: Had,
  paidMintQuota: number,
): Pick<StoreAccount, 'plan' | 'mintQuota'> | null {
  const sold = { plan: paidPlan, mintQuota: paidMintQuota };
  if ((before?.isEntitled ?? false) === after.isEntitled) {
    const isChanged = plan === paidPlan && mintQuota !== paidMintQuota;
    return after.isEntitled && isChanged && isRenewed(before, after) ? sold : null;
  }
  if (after.isEntitled) return plan === 'TRIAL' ? sold : null;
  return plan === paidPlan ? { plan: 'TRIAL', mintQuota: trialMintQuota } : null;
}
