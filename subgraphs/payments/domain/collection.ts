import type { PaymentMethodKind, ProviderName } from './payment.ts';

/** `CREATED` until the provider has answered the request. */
export type CollectionStatus = 'CREATED' | 'PENDING' | 'REQUIRES_ACTION' | 'SUCCEEDED' | 'FAILED';

export interface Failure {
  code: string;
  message: string;
}

/** Money that is collected from a user at one provider. Amounts are in minor units of `currency`. */
export interface Collection {
  id: string;
  /** Reference of the caller: id of a deposit, or of a checkout. */
  reference: string;
  purpose: 'DEPOSIT' | 'CHECKOUT';
  /** Null for a guest. */
  userId: string | null;
  method: PaymentMethodKind;
  provider: ProviderName;
  status: CollectionStatus;
  currency: string;
  amountMinor: bigint;
  /** Amount that arrived. Null until it has arrived. */
  receivedMinor: bigint | null;
  /** Part of it that the payer's bank took back, or that was refunded at the provider. */
  returnedMinor: bigint;
  /** Time at which the money arrived. Null until then. */
  settledAt: Date | null;
  providerRef: string | null;
  receipt: string | null;
  clientSecret: string | null;
  actionUrl: string | null;
  failure: Failure | null;
  requestHash: string;
  sealed: string | null;
  attempts: number;
  lastError: string | null;
  /** Time at which the next step is due. Null when nothing is left to do. */
  dueAt: Date | null;
  correlationId: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A collection as its provider reports it. */
export interface CollectionReport {
  /** Id at the provider. Null when it is unknown. */
  ref: string | null;
  status: 'pending' | 'requires_action' | 'succeeded' | 'failed';
  /** Amount that arrived, in minor units. Null when the provider does not tell it. */
  receivedMinor: bigint | null;
  /** Part of it that is back with the payer, in minor units. Null when the provider does not tell it. */
  returnedMinor: bigint | null;
  receipt: string | null;
  /** Step that the payer must take while the status is `requires_action`. */
  action: { clientSecret: string | null; url: string | null } | null;
  failure: Failure | null;
}

export const collectionReport = (
  status: CollectionReport['status'],
  more: Partial<CollectionReport> = {},
): CollectionReport => ({
  ref: null,
  status,
  receivedMinor: null,
  returnedMinor: null,
  receipt: null,
  action: null,
  failure: null,
  ...more,
});

export const isOpenCollection = ({ status }: Pick<Collection, 'status'>): boolean =>
  status === 'CREATED' || status === 'PENDING' || status === 'REQUIRES_ACTION';
