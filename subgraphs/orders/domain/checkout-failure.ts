import { type OutOfStock, outOfStock, type PaymentDeclined, paymentDeclined, type ShortLine } from './refusals.ts';

/** Reason why a checkout failed, as stored with it. The words are added when it is returned. */
export type CheckoutFailure =
  | { kind: 'outOfStock'; lines: readonly ShortLine[] }
  /** `explanation` comes from the payment provider. */
  | { kind: 'paymentDeclined'; declineCode: string | null; explanation: string }
  | { kind: 'notAuthorizedInTime' }
  | { kind: 'notConfirmedInTime' };

/** The refusal that tells a client about a failure. */
export function refusalFor(failure: CheckoutFailure): OutOfStock | PaymentDeclined {
  switch (failure.kind) {
    case 'outOfStock':
      return outOfStock(failure.lines);
    case 'paymentDeclined':
      return paymentDeclined(failure.declineCode, failure.explanation);
    case 'notAuthorizedInTime':
      return paymentDeclined(null, 'The payment could not be authorised in time. Order again.');
    default:
      failure satisfies { kind: 'notConfirmedInTime' };
      return paymentDeclined(null, 'The payment was not confirmed in time. Order again.');
  }
}
