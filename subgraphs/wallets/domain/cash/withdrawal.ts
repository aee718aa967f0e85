import type { Failure } from './deposit.ts';

export type WithdrawalStatus = 'REQUESTED' | 'HELD' | 'SUBMITTED' | 'COMPLETED' | 'FAILED' | 'UNDER_REVIEW';

/** Money that a user takes out of a wallet. Amounts are in minor units of `currency`. */
export interface Withdrawal {
  id: string;
  ownerId: string;
  walletId: string;
  status: WithdrawalStatus;
  currency: string;
  /** Amount that leaves the wallet: the payout and the withholding. */
  amountMinor: bigint;
  withholdingMinor: bigint;
  /** Phone number that is paid. Null once the owner was erased. */
  phone: string | null;
  challengeId: string | null;
  codeSentTo: string | null;
  codeExpiresAt: Date | null;
  receipt: string | null;
  failure: Failure | null;
  /** True when the provider reported the opposite of the final status. */
  contradicted: boolean;
  /** Version of the payout at payments that was reported last. */
  payoutVersion: number;
  idempotencyKey: string;
  inputHash: string;
  submittedAt: Date | null;
  /** Time from which a process may continue. Null when nothing is left to do. */
  lookAt: Date | null;
  correlationId: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** Amount that is paid out. */
export const payoutMinor = ({ amountMinor, withholdingMinor }: Withdrawal): bigint => amountMinor - withholdingMinor;

/** A report of payments about the payout. It has no version where payments has no payout. */
interface Reported {
  version?: number;
}

/** Something that happened to a withdrawal. */
export type WithdrawalFact =
  /** The owner proved with the code that they want it, and the amount is held. */
  | { kind: 'held' }
  /** The owner did not confirm, or the wallet does not allow it. */
  | ({ kind: 'refused' } & Failure)
  /** Payments took the order and does not know the outcome yet. */
  | ({ kind: 'pending' } & Reported)
  /** The provider does not say what became of the payout. */
  | ({ kind: 'unknown' } & Reported)
  | ({ kind: 'paid'; receipt: string | null; at: Date } & Reported)
  | ({ kind: 'not_paid' } & Failure & Reported);

/** What payments reports about a payout. */
export type DisbursementFact = Exclude<WithdrawalFact, { kind: 'held' | 'refused' }>;

/** What the ledger must do. `late_payout` and `late_return`: the provider contradicts the final status. */
export type WithdrawalPosting = 'hold' | 'post' | 'void' | 'late_payout' | 'late_return';

export interface WithdrawalStep {
  after: Withdrawal;
  posting: WithdrawalPosting | null;
}

export interface WithdrawalTimes {
  /** Time between two looks at the outcome, in milliseconds. */
  lookMs: number;
  /** Time after which an unknown outcome goes to support, in milliseconds. */
  reviewMs: number;
}

const change = (withdrawal: Withdrawal, now: Date, changed: Partial<Withdrawal>): Withdrawal => ({
  ...withdrawal,
  ...changed,
  version: withdrawal.version + 1,
  updatedAt: now,
});

/** True while the amount is held for a payout that may have happened. */
const isUnderWay = ({ status }: Withdrawal): boolean =>
  status === 'HELD' || status === 'SUBMITTED' || status === 'UNDER_REVIEW';

/** The first report that contradicts the final status is noted; money that moved nevertheless is in the suspense account. */
function contradict(withdrawal: Withdrawal, posting: WithdrawalPosting, now: Date): WithdrawalStep | null {
  if (withdrawal.contradicted) return null;
  return { after: change(withdrawal, now, { contradicted: true }), posting };
}

/** The owner was erased: nobody is left to be paid. */
export const payeeErased = { code: 'payee_erased', message: 'The account was erased before the money was paid out.' };

function followHeld(withdrawal: Withdrawal, now: Date): WithdrawalStep {
  if (withdrawal.phone !== null) {
    return { after: change(withdrawal, now, { status: 'HELD', lookAt: now }), posting: 'hold' };
  }
  return { after: change(withdrawal, now, { status: 'FAILED', failure: payeeErased, lookAt: null }), posting: null };
}

function followPaid(withdrawal: Withdrawal, receipt: string | null, now: Date): WithdrawalStep | null {
  if (isUnderWay(withdrawal)) {
    const after = change(withdrawal, now, { status: 'COMPLETED', receipt, failure: null, lookAt: null });
    return { after, posting: 'post' };
  }
  return withdrawal.status === 'FAILED' ? contradict(withdrawal, 'late_payout', now) : null;
}

function followNotPaid(withdrawal: Withdrawal, failure: Failure, now: Date): WithdrawalStep | null {
  if (isUnderWay(withdrawal)) {
    return { after: change(withdrawal, now, { status: 'FAILED', failure, lookAt: null }), posting: 'void' };
  }
  return withdrawal.status === 'COMPLETED' ? contradict(withdrawal, 'late_return', now) : null;
}

/** The outcome is still open: the hold stays, and payments is asked again. After `reviewMs` people decide. */
function keepOpen(withdrawal: Withdrawal, now: Date, times: WithdrawalTimes): WithdrawalStep | null {
  const { status, submittedAt } = withdrawal;
  if (status === 'HELD') {
    const lookAt = new Date(now.getTime() + times.lookMs);
    return { after: change(withdrawal, now, { status: 'SUBMITTED', submittedAt: now, lookAt }), posting: null };
  }
  if (status !== 'SUBMITTED' || submittedAt === null) return null;
  if (now.getTime() - submittedAt.getTime() < times.reviewMs) return null;
  return { after: change(withdrawal, now, { status: 'UNDER_REVIEW', lookAt: null }), posting: null };
}

function follow(
  withdrawal: Withdrawal,
  fact: WithdrawalFact,
  now: Date,
  times: WithdrawalTimes,
): WithdrawalStep | null {
  switch (fact.kind) {
    case 'held':
      return withdrawal.status === 'REQUESTED' ? followHeld(withdrawal, now) : null;
    case 'refused': {
      const { code, message } = fact;
      return withdrawal.status === 'REQUESTED'
        ? {
            after: change(withdrawal, now, { status: 'FAILED', failure: { code, message }, lookAt: null }),
            posting: null,
          }
        : null;
    }
    case 'paid':
      return followPaid(withdrawal, fact.receipt, now);
    case 'not_paid':
      return followNotPaid(withdrawal, { code: fact.code, message: fact.message }, now);
    default:
      return keepOpen(withdrawal, now, times);
  }
}

/**
 * Decides what a fact changes. Null when it changes nothing, so repeats have no effect, and neither has an event that is older than
 * what payments answered meanwhile. Support decides with the facts `paid` and `not_paid`.
 */
export function followWithdrawal(
  withdrawal: Withdrawal,
  fact: WithdrawalFact,
  now: Date,
  times: WithdrawalTimes,
): WithdrawalStep | null {
  const version = ('version' in fact ? fact.version : undefined) ?? withdrawal.payoutVersion;
  if (version < withdrawal.payoutVersion) return null;
  const step = follow(withdrawal, fact, now, times);
  return step && { ...step, after: { ...step.after, payoutVersion: version } };
}
