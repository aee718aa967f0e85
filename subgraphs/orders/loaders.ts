import { lazy, rowLoader, rowsLoader } from '@soko/subgraph';
import DataLoader from 'dataloader';
import type { Cart } from './domain/cart.ts';
import type { VariantFacts } from './domain/line.ts';
import type { HistoryEntry, Order } from './domain/order.ts';
import type { Picture } from './domain/pictures/picture.ts';
import type { Checkout } from './domain/purchase.ts';
import type { Dispute, DisputeMessage } from './domain/disputes/dispute.ts';
import type { Offer, OfferStep } from './domain/offers/offer.ts';
import type { AcceptedOffer } from './domain/offers/offered-price.ts';
import type { Return, ReturnHistoryEntry } from './domain/returns/return.ts';
import type { ReturnPolicy } from './domain/returns/return-policy.ts';
import type { Vacation } from './domain/vacations/vacation.ts';
import type { Promotion } from './domain/promotions/promotion.ts';
import type { OrdersServices } from './services.ts';
import { findCarts } from './store/find-carts.ts';
import { findHistories } from './store/find-histories.ts';
import { findOrders, findOrdersOf, findOrdersOfLines } from './store/find-orders.ts';
import { findCheckouts } from './store/find-purchases.ts';
import { findPicturesOf } from './store/pictures/pictures.ts';
import { findDisputes, findDisputesOf } from './store/disputes/disputes.ts';
import { findMessagesOf } from './store/disputes/messages.ts';
import { findAcceptedOffers } from './store/offers/accepted-offers.ts';
import { findOffers, findStepsOf } from './store/offers/find-offers.ts';
import { findReturnHistories, findReturns, findReturnsOf } from './store/returns/find-returns.ts';
import { findReturnPolicies } from './store/returns/return-policies.ts';
import { findCodesOfCarts } from './store/promotions/cart-codes.ts';
import { findVacations } from './store/vacations.ts';
import { type CodeBatch, findBatchesOf } from './store/promotions/code-batches.ts';
import { findPromotions } from './store/promotions/promotions.ts';

/** Loaders by id. They do not check the viewer's rights: see `domain/may-see.ts`. */
export interface Loaders {
  /** Current facts about a variant. Null when the public catalogue does not show it. */
  facts: DataLoader<string, VariantFacts | null>;
  cart: DataLoader<string, Cart | null>;
  checkout: DataLoader<string, Checkout | null>;
  order: DataLoader<string, Order | null>;
  /** By the id of a line. */
  orderOfLine: DataLoader<string, Order | null>;
  ordersOf: DataLoader<string, readonly Order[]>;
  history: DataLoader<string, readonly HistoryEntry[]>;
  /** By the id of the return or of the message of a dispute. */
  casePicturesOf: DataLoader<string, readonly Picture[]>;
  dispute: DataLoader<string, Dispute | null>;
  /** By the id of the order, oldest first. */
  disputesOf: DataLoader<string, readonly Dispute[]>;
  messagesOfDispute: DataLoader<string, readonly DisputeMessage[]>;
  return: DataLoader<string, Return | null>;
  /** By the id of an order. */
  returnsOf: DataLoader<string, readonly Return[]>;
  returnHistory: DataLoader<string, readonly ReturnHistoryEntry[]>;
  /** Read once per request, on first use. */
  returnPolicies(): Promise<readonly ReturnPolicy[]>;
  promotion: DataLoader<string, Promotion | null>;
  offer: DataLoader<string, Offer | null>;
  stepsOfOffer: DataLoader<string, readonly OfferStep[]>;
  /** By buyer: the offers whose price can be ordered now. */
  acceptedOffers: DataLoader<string, readonly (AcceptedOffer & { buyerId: string })[]>;
  /** By promotion. */
  codeBatches: DataLoader<string, readonly CodeBatch[]>;
  /** The vacation of a seller that lasts now. */
  vacation: DataLoader<string, Vacation | null>;
  /** Promotion codes by cart, in order of entry. */
  cartCodes: DataLoader<string, readonly { cartId: string; code: string }[]>;
}

/** Loaders for one request: lookups of one kind at the same time cost one statement, or one question to a peer. */
export const createLoaders = ({ db, pool, products, now }: OrdersServices, correlationId: string): Loaders => ({
  facts: new DataLoader((ids) => products.variantFacts(ids, correlationId)),
  cart: rowLoader(
    (ids) => findCarts(pool, ids),
    ({ id }) => id,
  ),
  checkout: rowLoader(
    (ids) => findCheckouts(pool, ids),
    ({ id }) => id,
  ),
  order: rowLoader(
    (ids) => findOrders(pool, ids),
    ({ id }) => id,
  ),
  orderOfLine: new DataLoader(async (ids) => {
    const found = await findOrdersOfLines(pool, ids);
    return ids.map((id) => found.find(({ lines }) => lines.some((line) => line.id === id)) ?? null);
  }),
  ordersOf: rowsLoader(
    (ids) => findOrdersOf(pool, ids),
    ({ checkoutId }) => checkoutId,
  ),
  history: rowsLoader(
    (ids) => findHistories(db, ids),
    ({ orderId }) => orderId,
  ),
  casePicturesOf: rowsLoader(
    (ids) => findPicturesOf(pool, ids),
    ({ usedBy }) => usedBy,
  ),
  dispute: rowLoader(
    (ids) => findDisputes(pool, ids),
    ({ id }) => id,
  ),
  disputesOf: rowsLoader(
    (ids) => findDisputesOf(pool, ids),
    ({ orderId }) => orderId,
  ),
  messagesOfDispute: rowsLoader(
    (ids) => findMessagesOf(pool, ids),
    ({ disputeId }) => disputeId,
  ),
  return: rowLoader(
    (ids) => findReturns(pool, ids),
    ({ id }) => id,
  ),
  returnsOf: rowsLoader(
    (ids) => findReturnsOf(pool, ids),
    ({ orderId }) => orderId,
  ),
  returnHistory: rowsLoader(
    (ids) => findReturnHistories(pool, ids),
    ({ returnId }) => returnId,
  ),
  returnPolicies: lazy(() => findReturnPolicies(db)),
  promotion: rowLoader(
    (ids) => findPromotions(pool, ids),
    ({ id }) => id,
  ),
  offer: rowLoader(
    (ids) => findOffers(pool, ids),
    ({ id }) => id,
  ),
  stepsOfOffer: rowsLoader(
    (ids) => findStepsOf(pool, ids),
    ({ offerId }) => offerId,
  ),
  acceptedOffers: rowsLoader(
    (ids) => findAcceptedOffers(pool, ids, now()),
    ({ buyerId }) => buyerId,
  ),
  vacation: rowLoader(
    (ids) => findVacations(pool, ids, now()),
    ({ sellerId }) => sellerId,
  ),
  codeBatches: rowsLoader(
    (ids) => findBatchesOf(pool, ids),
    ({ promotionId }) => promotionId,
  ),
  cartCodes: rowsLoader(
    (ids) => findCodesOfCarts(pool, ids),
    ({ cartId }) => cartId,
  ),
});
