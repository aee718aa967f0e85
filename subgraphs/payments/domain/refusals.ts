import { type Money, toGraphMoney } from '@soko/money';
import { refuse } from '@soko/refusals';
import { explainDecline } from './explain-decline.ts';
import type { Payment, PaymentMethodKind, PaymentStatus } from './payment.ts';
import { maxSavedMethods, type SavedMethod } from './saved-method.ts';

/** The status of the payment does not allow the operation. */
export const wrongPaymentStatus = (status: PaymentStatus, message: string) =>
  refuse('WrongPaymentStatus', message, { status });

export const refundTooLarge = (left: Money, pendingMinor: bigint) => {
  const refundable = toGraphMoney(left);
  const pending = toGraphMoney({ amountMinor: pendingMinor, currency: left.currency });
  return refuse('RefundTooLarge', `At most ${refundable.amount} ${refundable.currency} can still be refunded.`, {
    refundable,
    pending,
  });
};

export const refundNotPossible = (reason: string | null) =>
  refuse('RefundNotPossible', reason ?? 'The provider could not make the refund.');

export const methodNotSaveable = (method: PaymentMethodKind) =>
  refuse(
    'MethodNotSaveable',
    `The method ${method} cannot be saved. Only cards (STRIPE_CARD) can, if Stripe is configured.`,
    { method },
  );

export const tooManyPaymentMethods = () =>
  refuse('TooManyPaymentMethods', `At most ${maxSavedMethods} payment methods can be saved. Remove one first.`, {
    limit: maxSavedMethods,
  });

/** The card was not saved, or was saved and has been removed since. */
export const paymentMethodRefused = ({ failure }: Pick<SavedMethod, 'failure'>) =>
  refuse(
    'PaymentMethodRefused',
    failure
      ? explainDecline(failure.code)
      : 'This card was saved and then removed. To save it again, pass another `idempotencyKey`.',
    { declineCode: failure?.code ?? 'removed' },
  );

/** Nothing was authorised. The code is the provider's, or one of ours. */
export const reauthorizationDeclined = (code: string, message: string) => ({
  ...refuse('ReauthorizationDeclined', message),
  code,
});

/** The bank has decided a dispute. */
export const disputeClosed = (message: string) => refuse('DisputeClosed', message);

export type DisputeClosed = ReturnType<typeof disputeClosed>;

export const payoutOnboardingNotAvailable = () =>
  refuse('PayoutOnboardingNotAvailable', 'Stripe is not configured here. Choose M-Pesa or a bank account.');

export type WrongPaymentStatus = ReturnType<typeof wrongPaymentStatus>;
export type ReauthorizationDeclined = ReturnType<typeof reauthorizationDeclined>;

export const cannotBeVoided = ({ status }: Payment) =>
  wrongPaymentStatus(status, `A payment with status ${status} cannot be voided.`);

export const cannotBeCaptured = ({ status }: Payment) =>
  wrongPaymentStatus(status, `A payment with status ${status} cannot be captured; its status must be AUTHORIZED.`);

export const capturedWithAnotherAmount = ({ status }: Payment) =>
  wrongPaymentStatus(status, 'The payment was already captured with another amount.');

/** A refund that Soko makes by itself has failed. With `retryAt` it is tried again then, otherwise people must return the money. */
export const notReturned = ({ status }: Payment, failure: string, retryAt: Date | null) => ({
  ...wrongPaymentStatus(status, `The refund failed: ${failure} Return the money another way.`),
  retryAt,
});

export const cannotBeReauthorized = ({ status }: Payment) =>
  wrongPaymentStatus(status, `A payment with status ${status} cannot be authorised again; its status must be EXPIRED.`);

export const cannotBeRefunded = ({ status }: Payment) =>
  wrongPaymentStatus(
    status,
    `A payment with status ${status} cannot be refunded; it must be captured and not disputed.`,
  );
