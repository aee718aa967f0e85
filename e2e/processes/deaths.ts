import type { Moment } from '../harness/watched-peers.ts';

/** The final state of a purchase. */
export interface End {
  order: string;
  payment: string;
  /** Status of the payment intent at Stripe. */
  intent: string;
  charges: number;
  /** The start is five units, of which the order takes two. Null for digital goods. */
  stock: { onHand: number; reserved: number } | null;
}

/** The course of the purchase: paid at once, confirmed by the buyer, declined, delivered, cancelled … */
type Given =
  | 'bought'
  | 'confirmed'
  | 'declined'
  | 'digital'
  | 'delivered'
  | 'cancelled'
  | 'reservation expired'
  | 'expired and sold out';

/** The service that is killed: orders, which calls, or a service that it calls. */
export type Victim = 'orders' | 'fulfilment' | 'payments';

/** A call that orders makes for a purchase, the service that is killed at it, and the final state all the same. */
export interface Death extends Moment {
  who: Victim;
  given: Given;
  end: End;
  /** Type of the result of `placeOrder` for a buyer who got no response and repeats it. */
  answer: 'Checkout' | 'PaymentDeclined' | 'OutOfStock';
}

const authorized = { payment: 'AUTHORIZED', intent: 'requires_capture', charges: 0 };
const charged = { payment: 'CAPTURED', intent: 'succeeded', charges: 1 };
const voided = { payment: 'VOIDED', intent: 'canceled', charges: 0 };
const failed = { payment: 'FAILED', intent: 'requires_payment_method', charges: 0 };
const stockOf = (onHand: number, reserved: number) => ({ onHand, reserved });

const bought: End = { order: 'CONFIRMED', ...authorized, stock: stockOf(5, 2) };

/** The final state, by the course of the purchase. */
const ends: Readonly<Record<Given, Pick<Death, 'end' | 'answer'>>> = {
  bought: { end: bought, answer: 'Checkout' },
  // The buyer confirms after orders is back.
  confirmed: { end: bought, answer: 'Checkout' },
  declined: { end: { order: 'PAYMENT_FAILED', ...failed, stock: stockOf(5, 0) }, answer: 'PaymentDeclined' },
  digital: { end: { order: 'FULFILLED', ...charged, stock: null }, answer: 'Checkout' },
  delivered: { end: { order: 'FULFILLED', ...charged, stock: stockOf(3, 0) }, answer: 'Checkout' },
  cancelled: { end: { order: 'CANCELLED', ...voided, stock: stockOf(5, 0) }, answer: 'Checkout' },
  // The reservation expires while orders is away. It is made again when enough stock is left.
  'reservation expired': { end: bought, answer: 'Checkout' },
  'expired and sold out': { end: { order: 'CANCELLED', ...voided, stock: stockOf(0, 0) }, answer: 'OutOfStock' },
};

const moments: readonly (readonly [Victim, Moment['when'], call: string, Given])[] = [
  ['orders', 'before', 'reserveStock', 'bought'],
  ['orders', 'after', 'reserveStock', 'bought'],
  ['orders', 'before', 'authorizePayments', 'bought'],
  ['orders', 'after', 'authorizePayments', 'bought'],
  ['orders', 'before', 'commitReservation', 'bought'],
  ['orders', 'after', 'commitReservation', 'bought'],
  ['orders', 'before', 'commitReservation', 'reservation expired'],
  ['orders', 'before', 'commitReservation', 'expired and sold out'],
  ['orders', 'after', 'authorizePayments', 'confirmed'],
  ['orders', 'after', 'authorizePayments', 'declined'],
  ['orders', 'before', 'releaseReservation', 'declined'],
  ['orders', 'after', 'releaseReservation', 'declined'],
  ['orders', 'before', 'capturePayment', 'digital'],
  ['orders', 'before', 'capturePayment', 'delivered'],
  ['orders', 'after', 'capturePayment', 'delivered'],
  ['orders', 'after', 'releaseReservation', 'cancelled'],
  ['orders', 'before', 'voidPayment', 'cancelled'],
  ['orders', 'after', 'voidPayment', 'cancelled'],
  ['fulfilment', 'after', 'reserveStock', 'bought'],
  ['fulfilment', 'after', 'commitReservation', 'bought'],
  ['payments', 'after', 'authorizePayments', 'bought'],
  ['payments', 'after', 'capturePayment', 'delivered'],
];

export const deaths: readonly Death[] = moments.map(([who, when, question, given]) => ({
  who,
  when,
  question,
  given,
  ...ends[given],
}));
