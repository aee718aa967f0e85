export const orderStatuses = [
  'PENDING',
  'RESERVED',
  'REJECTED',
  'CONFIRMED',
  'PAYMENT_FAILED',
  'EXPIRED',
  'CANCELLED',
  'PACKAGING',
  'PACKAGED',
  'PACKAGING_FAILED',
  'IN_DELIVERY',
  'DELIVERY_FAILED',
  'RETURNED_TO_SENDER',
  'FULFILLED',
  'RETURN_REQUESTED',
  'RETURNED',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export type PaymentStatus =
  | 'NONE'
  | 'AUTHORIZED'
  | 'PARTIALLY_CAPTURED'
  | 'CAPTURED'
  | 'VOIDED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'
  | 'CHARGED_BACK';

/** True when the money is authorised, or already taken by a method without holds. */
export const hasMoney = ({ paymentStatus }: { paymentStatus: PaymentStatus }): boolean =>
  paymentStatus === 'AUTHORIZED' || paymentStatus === 'CAPTURED';

/** The state machine: the statuses that can follow each status. */
export const arrows: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ['RESERVED', 'REJECTED'],
  RESERVED: ['CONFIRMED', 'PAYMENT_FAILED', 'EXPIRED', 'CANCELLED'],
  CONFIRMED: ['PACKAGING', 'CANCELLED', 'FULFILLED'],
  PACKAGING: ['PACKAGED', 'PACKAGING_FAILED'],
  PACKAGED: ['IN_DELIVERY'],
  IN_DELIVERY: ['FULFILLED', 'DELIVERY_FAILED'],
  DELIVERY_FAILED: ['IN_DELIVERY', 'RETURNED_TO_SENDER'],
  REJECTED: [],
  PAYMENT_FAILED: [],
  EXPIRED: [],
  CANCELLED: [],
  PACKAGING_FAILED: [],
  RETURNED_TO_SENDER: [],
  FULFILLED: ['RETURN_REQUESTED'],
  RETURN_REQUESTED: ['RETURNED', 'FULFILLED'],
  RETURNED: [],
};

/** True for an attempt to order that was refused: it was never charged, packed or delivered. */
export const isRefusedAttempt = (status: OrderStatus): boolean =>
  status === 'REJECTED' || status === 'PAYMENT_FAILED' || status === 'EXPIRED';

/** True once the buyer has the goods, also while they send them back and afterwards. */
export const isDelivered = (status: OrderStatus): boolean =>
  status === 'FULFILLED' || status === 'RETURN_REQUESTED' || status === 'RETURNED';

/** Statuses of orders that ended without a charge: no payment may stay authorised for them. */
export const unchargedEnds = [
  'REJECTED',
  'PAYMENT_FAILED',
  'EXPIRED',
  'CANCELLED',
  'PACKAGING_FAILED',
  'RETURNED_TO_SENDER',
] as const satisfies OrderStatus[];

/** Statuses of orders that ended without a sale: they ended without a charge, or all of their goods came back. */
const unsold: ReadonlySet<OrderStatus> = new Set([...unchargedEnds, 'RETURNED']);

/** True for an order that ended without a sale: what it used of a promotion is given back. */
export const endsWithoutSale = (status: OrderStatus): boolean => unsold.has(status);

const neverConfirmed: ReadonlySet<OrderStatus> = new Set([
  'PENDING',
  'RESERVED',
  'REJECTED',
  'PAYMENT_FAILED',
  'EXPIRED',
]);

/** Whether an order with this status was confirmed. Null for a cancelled one: only its history says it. */
export const wasConfirmed = (status: OrderStatus): boolean | null =>
  status === 'CANCELLED' ? null : !neverConfirmed.has(status);

/** True for an order that ended without a charge: the offered price that it used is given back. */
export const endsUncharged = (status: OrderStatus): boolean => unchargedEnds.some((each) => each === status);

export const mayMove = (from: OrderStatus, to: OrderStatus): boolean => arrows[from].includes(to);

const underWay: ReadonlySet<OrderStatus> = new Set([
  'CONFIRMED',
  'PACKAGING',
  'PACKAGED',
  'IN_DELIVERY',
  'DELIVERY_FAILED',
]);

/** True while the order still has to be packed or delivered, and then charged. */
export const isUnderWay = ({ status }: { status: OrderStatus }): boolean => underWay.has(status);

const paid: ReadonlySet<PaymentStatus> = new Set(['CAPTURED', 'PARTIALLY_CAPTURED', 'PARTIALLY_REFUNDED']);

/** True while the buyer's payment is charged and not returned in full. */
export const isPaid = ({ paymentStatus }: { paymentStatus: PaymentStatus }): boolean => paid.has(paymentStatus);

/** A move that the state machine forbids. It means a bug in the code that decided it. */
export class IllegalMove extends Error {
  override readonly name = 'IllegalMove';
}
