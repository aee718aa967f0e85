import type { NewTask, Order, OrderChange } from './order.ts';
import type { CheckoutRefusal } from './refusals.ts';

export type CheckoutStatus =
  'PENDING' | 'REQUIRES_ACTION' | 'CONFIRMED' | 'REJECTED' | 'PAYMENT_FAILED' | 'EXPIRED' | 'CANCELLED';

export type PaymentMethodKind = 'STRIPE_CARD' | 'MPESA' | 'WALLET' | 'PAYMENT_3P';

/** What a provider asks of the buyer. */
export interface PaymentAction {
  paymentId: string;
  orderId: string;
  clientSecret: string | null;
  actionUrl: string | null;
}

/** What a buyer ordered at once. */
export interface Checkout {
  id: string;
  number: string;
  owner: string;
  inputHash: string;
  cartId: string;
  buyerId: string | null;
  tokenHash: string | null;
  status: CheckoutStatus;
  paymentMethod: PaymentMethodKind;
  actions: readonly PaymentAction[];
  refusal: CheckoutRefusal | null;
  currency: string;
  totalMinor: bigint;
  createdAt: Date;
}

/**
 * RESERVE → AUTHORIZE → (AWAIT_ACTION) → COMMIT → DONE; COMMIT → RESERVE_AGAIN → COMMIT once, when the reservation ran
 * out in between.
 */
export type SagaStep = 'RESERVE' | 'AUTHORIZE' | 'AWAIT_ACTION' | 'COMMIT' | 'RESERVE_AGAIN' | 'DONE';

/** How far a checkout has come, as it is kept. */
export interface Saga {
  step: SagaStep;
  /** When whoever comes by may carry on; null when it is done. */
  nextAt: Date | null;
  /** Until when the step should be over. */
  deadlineAt: Date;
  /** Failed tries of this step. */
  attempts: number;
  reservedAgain: boolean;
  sealedPayment: string | null;
  correlationId: string;
  lastError: string | null;
  version: number;
}

/** A checkout with its orders and how far it has come. */
export interface Purchase {
  checkout: Checkout;
  saga: Saga;
  orders: readonly Order[];
}

/** What a decision makes of a purchase. */
export interface PurchaseChange {
  checkout: Checkout;
  saga: Saga;
  orders: readonly OrderChange[];
  tasks: readonly NewTask[];
  /** Whether what was ordered leaves the cart. */
  clearsCart: boolean;
}

/** How long each part of a purchase may take, in milliseconds. */
export interface SagaTimes {
  /** A process that carries a purchase on has it for itself so long. */
  leaseMs: number;
  /** The stock is held so long. */
  reservationMs: number;
  /** The buyer has so long to confirm a payment. */
  actionMs: number;
}

export const defaultTimes: SagaTimes = { leaseMs: 20_000, reservationMs: 900_000, actionMs: 600_000 };
