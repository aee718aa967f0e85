import { newId } from '@soko/ids';
import type { Payment } from './payment.ts';

type Given =
  | 'checkoutId'
  | 'orderId'
  | 'sellerId'
  | 'buyerId'
  | 'method'
  | 'provider'
  | 'currency'
  | 'amountMinor'
  | 'requestHash'
  | 'savedMethodId'
  | 'correlationId';

/** A payment whose authorisation has not been requested yet. */
export const newPayment = (given: Pick<Payment, Given>, now: Date): Payment => ({
  ...given,
  id: newId('pay'),
  status: 'CREATED',
  authorizedMinor: 0n,
  capturedMinor: 0n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  refundingMinor: 0n,
  providerRef: null,
  clientSecret: null,
  secretHash: null,
  actionUrl: null,
  failure: null,
  endReason: null,
  generation: 1,
  authorizedAt: null,
  capturedAt: null,
  expiresAt: null,
  lookAt: null,
  version: 1,
  createdAt: now,
  updatedAt: now,
});
