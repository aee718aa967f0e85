import { type Envelope, type EventTrail, newEvent, ordersCart, ordersQuote } from '@soko/events';
import type { PricedCheckout } from './price-checkout.ts';

/** A product in a cart, in a quote or in a checkout, with its owners. */
export interface Goods {
  productId: string;
  sellerId: string;
  storeId: string | null;
}

/** One item for each product. */
export const goodsOf = (
  orders: readonly { sellerId: string; lines: readonly Omit<Goods, 'sellerId'>[] }[],
): Goods[] => [
  ...new Map(
    orders.flatMap(({ sellerId, lines }) =>
      lines.map(({ productId, storeId }) => [productId, { productId, sellerId, storeId }] as const),
    ),
  ).values(),
];

/** The event of a line that is new in a cart. The statement that adds it knows the cart and its version. */
export const lineAddedEvent = (
  { productId, sellerId, storeId }: Goods,
  { cartId, buyerId }: { cartId: string; buyerId: string | null },
  trail: EventTrail,
): Envelope => {
  const data = { buyerId, productId, sellerId, storeId };
  return newEvent(ordersCart, 'line_added', { subject: cartId, sequence: 1, data }, trail);
};

export const quoteMadeEvent = (
  {
    id,
    cartId,
    userId: buyerId,
    priced,
  }: { id: string; cartId: string; userId: string | null; priced: PricedCheckout },
  trail: EventTrail,
): Envelope =>
  newEvent(
    ordersQuote,
    'made',
    { subject: id, sequence: 1, data: { cartId, buyerId, goods: goodsOf(priced.orders) } },
    trail,
  );
