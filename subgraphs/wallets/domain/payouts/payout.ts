import type { Failure } from '../cash/deposit.ts';

export type PayoutStatus = 'SCHEDULED' | 'PROCESSING' | 'PAID' | 'FAILED' | 'RETURNED';

export type PayoutKind = 'MPESA' | 'STRIPE' | 'BANK_ACCOUNT';

/** Money that is paid out to a seller. Amounts are in minor units of `currency`. */
export interface Payout {
  id: string;
  sellerId: string;
  /** User who owns the seller. */
  userId: string;
  status: PayoutStatus;
  currency: string;
  amountMinor: bigint;
  /** Amount that was available when the payout was made. */
  availableMinor: bigint;
  kind: PayoutKind;
  /** Null once the owner was erased. */
  masked: string | null;
  methodDigest: string;
  /** Sealed destination that payments was asked to pay to. Null before, and after the end. */
  askedSealed: string | null;
  runId: string | null;
  bankFileId: string | null;
  receipt: string | null;
  failure: Failure | null;
  /** Version of the disbursement at payments that was reported last. */
  providerVersion: number;
  submittedAt: Date | null;
  paidAt: Date | null;
  returnedAt: Date | null;
  /** Time from which a process may continue. Null when nothing is left to do. */
  lookAt: Date | null;
  correlationId: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A report of payments has the version of its disbursement; people and banks have none. */
interface Reported {
  version?: number;
}

/** Something that happened to a payout. */
export type PayoutFact =
  /** Payments took the order, and its outcome follows. */
  | ({ kind: 'pending' } & Reported)
  /** The provider does not say what became of it. */
  | ({ kind: 'unknown' } & Reported)
  /** It is in a file for the bank. */
  | { kind: 'filed'; bankFileId: string }
  | ({ kind: 'paid'; receipt: string | null; at: Date } & Reported)
  | ({ kind: 'not_paid' } & Failure & Reported)
  /** The money came back after it had been paid. */
  | ({ kind: 'returned' } & Failure & Reported);

/** What the ledger must do. `late`: the provider paid although it had said that it would not. */
export type PayoutPosting = 'post' | 'void' | 'late' | 'return';

export interface PayoutStep {
  after: Payout;
  posting: PayoutPosting | null;
}

const change = (payout: Payout, now: Date, changed: Partial<Payout>): Payout => ({
  ...payout,
  ...changed,
  version: payout.version + 1,
  updatedAt: now,
});

/** True while the amount is held for a payment that may have happened. */
export const isUnderWay = ({ status }: Pick<Payout, 'status'>): boolean =>
  status === 'SCHEDULED' || status === 'PROCESSING';

const toFailure = ({ code, message }: Failure): Failure => ({ code, message });

function followPaid(payout: Payout, { receipt, at }: { receipt: string | null; at: Date }, now: Date) {
  const paid = { status: 'PAID', receipt, failure: null, paidAt: at, askedSealed: null, lookAt: null } as const;
  if (isUnderWay(payout)) return { after: change(payout, now, paid), posting: 'post' as const };
  return payout.status === 'FAILED' ? { after: change(payout, now, paid), posting: 'late' as const } : null;
}

function follow(payout: Payout, fact: PayoutFact, now: Date, lookMs: number): PayoutStep | null {
  const end = (): PayoutStep | null => {
    const failure = toFailure(fact as Failure);
    return isUnderWay(payout)
      ? { after: change(payout, now, { status: 'FAILED', failure, askedSealed: null, lookAt: null }), posting: 'void' }
      : null;
  };
  switch (fact.kind) {
    case 'pending':
    case 'unknown': {
      if (payout.status !== 'SCHEDULED') return null;
      const lookAt = new Date(now.getTime() + lookMs);
      return { after: change(payout, now, { status: 'PROCESSING', submittedAt: now, lookAt }), posting: null };
    }
    case 'filed': {
      if (payout.status !== 'SCHEDULED') return null;
      const filed = { status: 'PROCESSING', bankFileId: fact.bankFileId, submittedAt: now, lookAt: null } as const;
      return { after: change(payout, now, filed), posting: null };
    }
    case 'paid':
      return followPaid(payout, fact, now);
    case 'not_paid':
      return end();
    default: {
      if (payout.status !== 'PAID') return end();
      const failure = toFailure(fact);
      return { after: change(payout, now, { status: 'RETURNED', failure, returnedAt: now }), posting: 'return' };
    }
  }
}

/**
 * Decides what a fact changes. Null when it changes nothing: repeats have no effect, and neither has an event that is older than
 * what payments answered meanwhile.
 */
export function followPayout(payout: Payout, fact: PayoutFact, now: Date, lookMs: number): PayoutStep | null {
  const version = ('version' in fact ? fact.version : undefined) ?? payout.providerVersion;
  if (version < payout.providerVersion) return null;
  const step = follow(payout, fact, now, lookMs);
  return step && { ...step, after: { ...step.after, providerVersion: version } };
}
