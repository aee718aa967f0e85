import type { CheckoutFailure } from './checkout-failure.ts';
import type { NewTask, Order, OrderChange } from './order.ts';
import type { TaxEvidence } from './tax.ts';

export type CheckoutStatus =
  'PENDING' | 'REQUIRES_ACTION' | 'CONFIRMED' | 'REJECTED' | 'PAYMENT_FAILED' | 'EXPIRED' | 'CANCELLED';

export type PaymentMethodKind = 'STRIPE_CARD' | 'MPESA' | 'WALLET' | 'PAYMENT_3P';

/** An action that the payment provider requires from the buyer. */
export interface PaymentAction {
  paymentId: string;
  orderId: string;
  clientSecret: string | null;
  actionUrl: string | null;
}

/** A purchase by one buyer at one time: one order per seller. */
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
  failure: CheckoutFailure | null;
  currency: string;
  totalMinor: bigint;
  createdAt: Date;
  /** Null for checkouts of early versions. */
  taxEvidence: TaxEvidence | null;
}

/** Step of a purchase. `saga-steps.ts` says which step follows which. */
export type SagaStep = 'RESERVE' | 'AUTHORIZE' | 'AWAIT_ACTION' | 'COMMIT' | 'RESERVE_AGAIN' | 'DONE';

/** Progress of a checkout, as stored. */
export interface Saga {
  step: SagaStep;
  /** Time from which any process may continue. Null when the saga is done. */
  nextAt: Date | null;
  /** Deadline of the step. */
  deadlineAt: Date;
  /** Failed tries of this step. */
  attempts: number;
  reservedAgain: boolean;
  sealedPayment: string | null;
  correlationId: string;
  lastError: string | null;
  version: number;
}

/** A checkout with its orders and its progress. */
export interface Purchase {
  checkout: Checkout;
  saga: Saga;
  orders: readonly Order[];
}

/** A purchase after a decision. */
export interface PurchaseChange {
  checkout: Checkout;
  saga: Saga;
  orders: readonly OrderChange[];
  tasks: readonly NewTask[];
  /** True when the ordered goods leave the cart. */
  clearsCart: boolean;
}

/** Limits in time of a purchase, in milliseconds. */
export interface SagaTimes {
  /** Lease: a process works alone on a purchase for this long. */
  leaseMs: number;
  /** Duration of the stock reservation. */
  reservationMs: number;
  /** Time in which the buyer must confirm a payment. */
  actionMs: number;
  /** The same time for a guest. */
  guestActionMs: number;
  /** Time between two looks at payments while the buyer confirms. */
  lookMs: number;
}

export const defaultTimes: SagaTimes = {
  leaseMs: 20_000,
  reservationMs: 900_000,
  actionMs: 600_000,
  guestActionMs: 300_000,
  lookMs: 5_000,
};
