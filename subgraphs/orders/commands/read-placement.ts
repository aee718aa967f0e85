import type { Keys } from '@soko/env/keys';
import { badUserInput } from '@soko/errors';
import { hashInput, readIdempotencyKey } from '@soko/idempotency';
import { readOptional, readPaymentToken, readPhone } from '@soko/input';
import type { PaymentMethodKind } from '../domain/purchase.ts';
import type { PaymentMethod } from '../peers/payments.ts';
import { keyedDigests } from '../tokens.ts';

export interface PlaceOrderInput {
  quoteId: string;
  paymentMethod: {
    method: PaymentMethodKind;
    token?: string | null | undefined;
    phone?: string | null | undefined;
  };
  idempotencyKey: string;
}

/** A validated input. */
export interface Placement {
  quoteId: string;
  method: PaymentMethod;
  idempotencyKey: string;
  /** Hash of the input under the current seal key, and under the others that are accepted. */
  inputHashes: [current: string, ...others: string[]];
  /** Digest of the payment method, for limits. */
  methodDigest: string;
}

/** The payment method enters the hash as a keyed digest, because phone numbers are easily guessed. */
export function readPlacement(sealKeys: Keys, { quoteId, paymentMethod, idempotencyKey }: PlaceOrderInput): Placement {
  const method = readPaymentMethod(paymentMethod);
  const key = readIdempotencyKey(idempotencyKey);
  const [current, ...others] = keyedDigests(sealKeys, JSON.stringify(method));
  const hashOf = (digest: string): string => hashInput({ quoteId, method: digest });
  return {
    quoteId,
    method,
    idempotencyKey: key,
    inputHashes: [hashOf(current), ...others.map(hashOf)],
    methodDigest: current,
  };
}

/** What each method needs. */
const neededBy: Readonly<Record<PaymentMethodKind, 'token' | 'phone' | null>> = {
  STRIPE_CARD: 'token',
  PAYMENT_3P: 'token',
  MPESA: 'phone',
  WALLET: null,
};

/** Refuses what the method does not use: limits count attempts by the method, so it must have one spelling. */
function readPaymentMethod({ method, ...given }: PlaceOrderInput['paymentMethod']): PaymentMethod {
  const token = readOptional(readPaymentToken, given.token, 'paymentMethod.token');
  // M-Pesa is Kenyan, so that a national number is one of Kenya.
  const phone = readOptional((text, field) => readPhone(text, field, 'KE'), given.phone, 'paymentMethod.phone');
  const needed = neededBy[method];
  if (needed === 'token' && token === null) {
    throw badUserInput('This payment method needs the `token` that the provider returned.', 'paymentMethod.token');
  }
  if (needed === 'phone' && phone === null) {
    throw badUserInput('This payment method needs the `phone` number of the payer.', 'paymentMethod.phone');
  }
  if (needed === 'phone' && phone !== null && !/^\+254(7|1)\d{8}$/.test(phone)) {
    const message = 'M-Pesa needs a Kenyan mobile number, such as +254712345678.';
    throw badUserInput(message, 'paymentMethod.phone');
  }
  if (needed !== 'token' && token !== null) {
    throw badUserInput('Only `STRIPE_CARD` and `PAYMENT_3P` take a `token`.', 'paymentMethod.token');
  }
  if (needed !== 'phone' && phone !== null) {
    throw badUserInput('Only `MPESA` takes a `phone` number.', 'paymentMethod.phone');
  }
  return { method, token, phone };
}
