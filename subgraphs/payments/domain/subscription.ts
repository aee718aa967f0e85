import type { Failure } from './collection.ts';
import type { ProviderName } from './payment.ts';

/** CREATED and REQUIRES_ACTION wait for the first payment. ENDED and FAILED are final. */
export type SubscriptionStatus = 'CREATED' | 'REQUIRES_ACTION' | 'ACTIVE' | 'PAST_DUE' | 'ENDED' | 'FAILED';

export type SubscriptionEnd = 'NOT_SET' | 'PERIOD_END' | 'NOW';

/** What a user pays for by a saved card every month. Amounts are in minor units of `currency`. */
export interface Subscription {
  id: string;
  /** What it pays for, such as the id of a store. */
  reference: string;
  userId: string;
  provider: ProviderName;
  status: SubscriptionStatus;
  description: string;
  currency: string;
  amountMinor: bigint;
  customerRef: string;
  /** The card that pays. */
  methodRef: string;
  /** False until the provider has the card that was chosen last. */
  cardIsTold: boolean;
  /** False when the card was removed, so that no renewal can be paid. */
  hasCard: boolean;
  providerRef: string | null;
  clientSecret: string | null;
  actionUrl: string | null;
  failure: Failure | null;
  paidUntil: Date | null;
  wantedEnd: SubscriptionEnd;
  /** False until the provider has the end that was asked for last. */
  endIsTold: boolean;
  endsWithPeriod: boolean;
  idempotencyKey: string;
  requestHash: string;
  attempts: number;
  lastError: string | null;
  dueAt: Date | null;
  correlationId: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** An invoice that was paid. */
export interface PaidInvoice {
  /** Id at the provider. */
  ref: string;
  /** Id of the payment at the provider. */
  paymentRef: string;
  currency: string;
  amountMinor: bigint;
  periodStart: Date;
  periodEnd: Date;
  paidAt: Date;
}

/** Money of a paid invoice that went back at the provider. */
export interface Reversal {
  /** Id of the refund or dispute at the provider. */
  ref: string;
  /** Ids at the provider of the invoice and its payment. */
  invoice: string;
  kind: 'REFUND' | 'DISPUTE';
  /** A refund is made or has failed. A dispute is open, won or lost. */
  status: 'REFUNDED' | 'FAILED' | 'OPEN' | 'WON' | 'LOST';
  currency: string;
  amountMinor: bigint;
  /** What the provider charges for a dispute. Null before it is known, and for nothing. */
  fee: { amountMinor: bigint; currency: string } | null;
  /** Time at the provider. */
  madeAt: Date;
}

/** What Soko has of a subscription beside its row. */
export interface KnownOf {
  invoices: readonly PaidInvoice[];
  reversals: readonly Reversal[];
}

/** A subscription as its provider reports it. */
export interface SubscriptionReport {
  /** Id at the provider. Null when the provider refused to create one. */
  ref: string | null;
  /** `unconfirmed`: nothing was tried to be charged yet. */
  status: 'unconfirmed' | 'incomplete' | 'active' | 'past_due' | 'ended' | 'failed';
  endsWithPeriod: boolean;
  /** Id at the provider of the card that pays. Null when it was removed. */
  card: string | null;
  /** Step that the payer must take while the status is `incomplete` or `past_due`. */
  action: { clientSecret: string | null; url: string | null } | null;
  failure: Failure | null;
  paid: readonly PaidInvoice[];
  /** Refunds and disputes of these invoices. One that is left out has not changed. */
  reversals: readonly Reversal[];
}

export const isWaiting = ({ status }: Pick<Subscription, 'status'>): boolean =>
  status === 'CREATED' || status === 'REQUIRES_ACTION';

export const isOver = ({ status }: Pick<Subscription, 'status'>): boolean => status === 'ENDED' || status === 'FAILED';

/** True while the bank wants the payer to confirm a renewal. */
export const needsConfirmation = ({ status, clientSecret, actionUrl }: Subscription): boolean =>
  status === 'PAST_DUE' && (clientSecret !== null || actionUrl !== null);

/** True while the provider does not have the end that is wanted: nothing may be charged before. */
export const hasEndToTell = ({ wantedEnd, endIsTold }: Pick<Subscription, 'wantedEnd' | 'endIsTold'>): boolean =>
  wantedEnd !== 'NOT_SET' && !endIsTold;

/** True while the provider does not have the end or the card that is wanted. */
export const hasWishToTell = (it: Subscription): boolean => !isOver(it) && !(it.endIsTold && it.cardIsTold);
