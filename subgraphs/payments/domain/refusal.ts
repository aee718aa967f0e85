import type { PaymentStatus } from './payment.ts';

/** The payment does not stand where what was asked for could be done. */
export interface WrongPaymentStatus {
  __typename: 'WrongPaymentStatus';
  code: 'WRONG_PAYMENT_STATUS';
  message: string;
  status: PaymentStatus;
}

export const wrongStatus = (status: PaymentStatus, message: string): WrongPaymentStatus => ({
  __typename: 'WrongPaymentStatus',
  code: 'WRONG_PAYMENT_STATUS',
  message,
  status,
});
