import type { Failure } from './collection.ts';
import type { ProviderName } from './payment.ts';

/** `CREATED` until the provider has accepted the request. `UNKNOWN` when it does not say whether it paid. */
export type DisbursementStatus = 'CREATED' | 'PENDING' | 'UNKNOWN' | 'SUCCEEDED' | 'FAILED' | 'RETURNED';

/** `B2C` pays to a phone, `REVERSAL` reverses a collection, `TRANSFER` pays to a connected Stripe account. */
export type DisbursementKind = 'B2C' | 'REVERSAL' | 'TRANSFER';

/** Money that is paid out to a user at one provider. Amounts are in minor units of `currency`. */
export interface Disbursement {
  id: string;
  /** Reference of the caller: id of a withdrawal, or of a refund. */
  reference: string;
  purpose: 'WITHDRAWAL' | 'RETURN' | 'PAYOUT';
  kind: DisbursementKind;
  /** Null for a guest. */
  userId: string | null;
  /** Collection whose money is returned. Null for a withdrawal. */
  collectionId: string | null;
  /** Receipt of the payment that is reversed, where it belongs to no collection. */
  reversedReceipt: string | null;
  /** Payment whose money is refunded. Null when the money belongs to no payment. */
  paymentId: string | null;
  provider: ProviderName;
  status: DisbursementStatus;
  currency: string;
  amountMinor: bigint;
  providerRef: string | null;
  receipt: string | null;
  failure: Failure | null;
  requestHash: string;
  sealed: string | null;
  attempts: number;
  lastError: string | null;
  /** Time at which the provider paid. Null until then. */
  settledAt: Date | null;
  /** Time at which the next step is due. Null when nothing is left to do. */
  dueAt: Date | null;
  correlationId: string;
  /** Decision of people that ended it: its provider is asked no more. Null otherwise. */
  decisionId: string | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A disbursement as its provider reports it. */
export interface DisbursementReport {
  /** Id at the provider. Null when it is unknown. */
  ref: string | null;
  /** `accepted`: the provider took the request, and its outcome follows. */
  status: 'accepted' | 'unknown' | 'succeeded' | 'failed';
  receipt: string | null;
  failure: Failure | null;
}

export const disbursementReport = (
  status: DisbursementReport['status'],
  more: Partial<DisbursementReport> = {},
): DisbursementReport => ({ ref: null, status, receipt: null, failure: null, ...more });

export const isOpenDisbursement = ({ status }: Pick<Disbursement, 'status'>): boolean =>
  status === 'CREATED' || status === 'PENDING' || status === 'UNKNOWN';

/**
 * True for a reversal that was asked for more than once: M-Pesa does one of the requests, and says of the others that it is done.
 * What it answers about one request does not tell whether another one was done.
 */
export const mayBeDoneByAnother = ({ kind, attempts }: Pick<Disbursement, 'kind' | 'attempts'>): boolean =>
  kind === 'REVERSAL' && attempts > 0;
