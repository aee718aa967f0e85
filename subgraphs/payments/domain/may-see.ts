import { timingSafeEqual } from 'node:crypto';
import { hasRole, userIdOf, type Viewer } from '@soko/auth';
import type { Payment } from './payment.ts';
import type { SavedMethod } from './saved-method.ts';
import { secretDigest } from './secret-digest.ts';

type SellerIds = ReadonlySet<string>;

const none: SellerIds = new Set();

/** True for the seller of the order. `sellerIds` are the sellers that the viewer is. */
export const isSellerOf = ({ sellerId }: Payment, sellerIds: SellerIds): boolean => sellerIds.has(sellerId);

/** The buyer, the seller and support see a payment, and so do Soko services. */
export const maySeePayment = (viewer: Viewer, payment: Payment, sellerIds: SellerIds = none): boolean =>
  viewer.kind === 'service' ||
  (viewer.kind === 'user' &&
    (payment.buyerId === viewer.id || hasRole(viewer, 'SUPPORT') || isSellerOf(payment, sellerIds)));

/** A payment; `isOpened` is true for a guest who opened its order with the token, or who knows its client secret. */
export type SeenPayment = Payment & { isOpened?: boolean };

/** Only the buyer sees where they confirm a payment. */
export const maySeeAction = (viewer: Viewer, { buyerId, isOpened = false }: SeenPayment): boolean =>
  buyerId === null ? isOpened : buyerId === userIdOf(viewer);

/** The seller and support refund a payment. */
export const mayRefundPayment = (viewer: Viewer, payment: Payment, sellerIds: SellerIds = none): boolean =>
  viewer.kind === 'user' && (hasRole(viewer, 'SUPPORT') || isSellerOf(payment, sellerIds));

const matchesSecret = ({ secretHash }: Payment, given: string | null): boolean =>
  secretHash !== null && given !== null && timingSafeEqual(Buffer.from(secretHash), Buffer.from(secretDigest(given)));

/** The signed-in buyer confirms a payment, or a guest who knows its client secret. */
export const mayConfirmPayment = (viewer: Viewer, payment: Payment, clientSecret: string | null): boolean =>
  (viewer.kind === 'user' && payment.buyerId === viewer.id) || matchesSecret(payment, clientSecret);

/** Only its owner sees a saved payment method. */
export const maySeePaymentMethod = (viewer: Viewer, { status, userId }: SavedMethod): boolean =>
  status === 'ACTIVE' && userId === userIdOf(viewer);
