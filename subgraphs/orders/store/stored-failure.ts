import type { CheckoutFailure } from '../domain/checkout-failure.ts';
import type { ShortLine } from '../domain/refusals.ts';

/** A refusal as versions before 0.2 stored it: with the words for the client. */
interface StoredRefusal {
  __typename: 'OutOfStock' | 'PaymentDeclined';
  message: string;
  lines?: readonly ShortLine[];
  declineCode?: string | null;
}

/** The column `checkout.refusal`. */
export type StoredFailure = CheckoutFailure | StoredRefusal;

/** Reads a failure in its present or in its earlier form. */
export function readFailure(stored: StoredFailure): CheckoutFailure {
  if ('kind' in stored) return stored;
  const { __typename, lines = [], declineCode = null, message } = stored;
  return __typename === 'OutOfStock'
    ? { kind: 'outOfStock', lines }
    : { kind: 'paymentDeclined', declineCode, explanation: message };
}
