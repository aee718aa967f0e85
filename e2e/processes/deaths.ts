import type { Moment } from '../harness/watched-peers.ts';

/** Where everything stands when nothing is left to be done. */
export interface End {
  order: string;
  payment: string;
  /** Stripe's word for it. */
  intent: string;
  charges: number;
  /** Of five, two of which were ordered. Null for what is digital. */
  stock: { onHand: number; reserved: number } | null;
}

/** How the purchase goes: straight, or with a card that is declined, to its delivery, cancelled after it … */
type Given = 'bought' | 'asked' | 'declined' | 'digital' | 'delivered' | 'cancelled' | 'run out' | 'run out and sold';

/** The service that dies: the one that asks, or the one that is asked. */
export type Mortal = 'orders' | 'fulfilment' | 'payments';

/** Everything that orders asks for a purchase, and what the purchase comes to although somebody dies there. */
export interface Death extends Moment {
  who: Mortal;
  given: Given;
  end: End;
  /** The result of `placeOrder` for a buyer who got no response and repeats it. */
  answer: 'Checkout' | 'PaymentDeclined' | 'OutOfStock';
}

const held = { payment: 'AUTHORIZED', intent: 'requires_capture', charges: 0 };
const charged = { payment: 'CAPTURED', intent: 'succeeded', charges: 1 };
const letGo = { payment: 'VOIDED', intent: 'canceled', charges: 0 };
const failed = { payment: 'FAILED', intent: 'requires_payment_method', charges: 0 };
const shelf = (onHand: number, reserved: number) => ({ onHand, reserved });

const bought: End = { order: 'CONFIRMED', ...held, stock: shelf(5, 2) };

/** By how the purchase goes. */
const ends: Readonly<Record<Given, Pick<Death, 'end' | 'answer'>>> = {
  bought: { end: bought, answer: 'Checkout' },
  // Its owner is asked, and says yes after orders is back.
  asked: { end: bought, answer: 'Checkout' },
  declined: { end: { order: 'PAYMENT_FAILED', ...failed, stock: shelf(5, 0) }, answer: 'PaymentDeclined' },
  digital: { end: { order: 'FULFILLED', ...charged, stock: null }, answer: 'Checkout' },
  delivered: { end: { order: 'FULFILLED', ...charged, stock: shelf(3, 0) }, answer: 'Checkout' },
  cancelled: { end: { order: 'CANCELLED', ...letGo, stock: shelf(5, 0) }, answer: 'Checkout' },
  // While orders is dead the reservation ends: it is made once more, where there is enough left.
  'run out': { end: bought, answer: 'Checkout' },
  'run out and sold': { end: { order: 'CANCELLED', ...letGo, stock: shelf(0, 0) }, answer: 'OutOfStock' },
};

const moments: readonly (readonly [Mortal, Moment['when'], question: string, Given])[] = [
  ['orders', 'before', 'reserveStock', 'bought'],
  ['orders', 'after', 'reserveStock', 'bought'],
  ['orders', 'before', 'authorizePayments', 'bought'],
  ['orders', 'after', 'authorizePayments', 'bought'],
  ['orders', 'before', 'commitReservation', 'bought'],
  ['orders', 'after', 'commitReservation', 'bought'],
  ['orders', 'before', 'commitReservation', 'run out'],
  ['orders', 'before', 'commitReservation', 'run out and sold'],
  ['orders', 'after', 'authorizePayments', 'asked'],
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
