import { hasRole, userIdOf, type Viewer } from '@soko/auth';
import type { Order } from './order.ts';
import type { Checkout } from './purchase.ts';

/** Ids of the checkouts that a guest opened with a token in this request. */
export type OpenedCheckouts = ReadonlySet<string>;

export const isSupport = (viewer: Viewer): boolean => hasRole(viewer, 'SUPPORT');

const isPerson = (viewer: Viewer, userId: string | null): boolean => userId !== null && userIdOf(viewer) === userId;

/** True for the buyer of an order: the person who bought it, or the guest who opened it with a token. */
export const isBuyer = (
  viewer: Viewer,
  order: Pick<Order, 'buyerId' | 'checkoutId'>,
  opened: OpenedCheckouts,
): boolean => isPerson(viewer, order.buyerId) || opened.has(order.checkoutId);

/** The buyer and support see a cart by reference; guests open theirs with the token only. */
export const maySeeCart = (viewer: Viewer, cart: { userId: string | null }): boolean =>
  isPerson(viewer, cart.userId) || isSupport(viewer);

/** The buyer and support see a checkout. */
export const maySeeCheckout = (
  viewer: Viewer,
  checkout: Pick<Checkout, 'id' | 'buyerId'>,
  opened: OpenedCheckouts,
): boolean => isPerson(viewer, checkout.buyerId) || opened.has(checkout.id) || isSupport(viewer);

/** The person and support see the list of a person's orders. */
export const maySeeOrdersOf = (viewer: Viewer, userId: string): boolean =>
  isPerson(viewer, userId) || isSupport(viewer);

/** Facts about the viewer that decide about an order: checkouts opened with a token, and the sellers they sell as. */
export interface ViewerFacts {
  opened: OpenedCheckouts;
  sellerIds: readonly string[];
}

/** The buyer, the seller and support cancel an order. */
export const mayCancelOrder = (viewer: Viewer, order: Order, { opened, sellerIds }: ViewerFacts): boolean =>
  isBuyer(viewer, order, opened) || sellerIds.includes(order.sellerId) || isSupport(viewer);

/** Those who may cancel an order see it; so do the warehouse and couriers, who pack and deliver it. */
export const maySeeOrder = (viewer: Viewer, order: Order, facts: ViewerFacts): boolean =>
  mayCancelOrder(viewer, order, facts) || hasRole(viewer, 'WAREHOUSE') || hasRole(viewer, 'COURIER');

/** The buyer and support see the email address of an order. */
export const maySeeEmail = (viewer: Viewer, order: Order, opened: OpenedCheckouts): boolean =>
  isBuyer(viewer, order, opened) || isSupport(viewer);

/** The seller and support see the marketplace fee of an order. */
export const maySeeFee = (viewer: Viewer, order: Order, sellerIds: readonly string[]): boolean =>
  sellerIds.includes(order.sellerId) || isSupport(viewer);
