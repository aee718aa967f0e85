import type { Common, Metadata } from './common-fields.ts';

export interface ProductRecord extends Common {
  name: string;
  description: string | null;
  active: boolean;
  metadata: Metadata;
  updatedAt: number;
}

export type Interval = 'day' | 'week' | 'month' | 'year';

export interface Recurring {
  interval: Interval;
  intervalCount: number;
}

/** A recurring price. */
export interface PriceRecord extends Common {
  product: string;
  currency: string;
  /** Minor units. */
  unitAmount: number;
  recurring: Recurring;
  active: boolean;
  nickname: string | null;
  lookupKey: string | null;
  metadata: Metadata;
}

export type SubscriptionStatus = 'incomplete' | 'incomplete_expired' | 'active' | 'past_due' | 'canceled';

/** A subscription with one item. */
export interface SubscriptionRecord extends Common {
  status: SubscriptionStatus;
  customer: string;
  itemId: string;
  price: string;
  quantity: number;
  description: string | null;
  metadata: Metadata;
  /** Null to charge the customer's default. */
  defaultPaymentMethod: string | null;
  /** The method that pays an invoice becomes the default of the subscription. */
  savesMethod: boolean;
  /** Beginning of the first period, in Unix seconds. */
  anchor: number;
  /** Number of the current period, from 0. */
  cycle: number;
  cancelAtPeriodEnd: boolean;
  canceledAt: number | null;
  endedAt: number | null;
  cancellationReason: 'cancellation_requested' | 'payment_failed' | null;
  latestInvoice: string | null;
}

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'void';

/** An invoice of one period of a subscription. */
export interface InvoiceRecord extends Common {
  status: InvoiceStatus;
  number: string | null;
  customer: string;
  subscription: string;
  price: string;
  quantity: number;
  currency: string;
  /** Minor units. */
  amount: number;
  billingReason: 'subscription_create' | 'subscription_cycle';
  /** The period that it charges for, in Unix seconds. */
  periodStart: number;
  periodEnd: number;
  /** Automatic attempts to charge it. */
  attemptCount: number;
  nextPaymentAttempt: number | null;
  /** The intent and its link to the invoice. Null for a draft. */
  intent: string | null;
  payment: string | null;
  metadata: Metadata;
  finalizedAt: number | null;
  paidAt: number | null;
  voidedAt: number | null;
}

/** The link between an invoice and the intent that pays it. */
export interface InvoicePaymentRecord extends Common {
  status: 'open' | 'paid' | 'canceled';
  invoice: string;
  intent: string;
  amount: number;
  currency: string;
  paidAt: number | null;
  canceledAt: number | null;
}
