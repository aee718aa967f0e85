import { seal, unseal } from '@soko/seal';
import type { PaymentMethod } from './peers/payments.ts';

const purpose = 'checkout-payment';

/** Encrypts the payment method of a purchase for the database. */
export const sealPaymentMethod = (key: string, method: PaymentMethod): string =>
  seal(key, purpose, JSON.stringify(method));

export const openPaymentMethod = (key: string, sealed: string): PaymentMethod =>
  JSON.parse(unseal(key, purpose, sealed)) as PaymentMethod;
