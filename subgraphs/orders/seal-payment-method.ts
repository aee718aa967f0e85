import type { Keys } from '@soko/env/keys';
import { seal, unseal } from '@soko/seal';
import type { PaymentMethod } from './peers/payments.ts';

const purpose = 'checkout-payment';

/** Encrypts the payment method of a purchase for the database. */
export const sealPaymentMethod = (keys: Keys, method: PaymentMethod): string =>
  seal(keys, purpose, JSON.stringify(method));

export const openPaymentMethod = (keys: Keys, sealed: string): PaymentMethod =>
  JSON.parse(unseal(keys, purpose, sealed)) as PaymentMethod;
