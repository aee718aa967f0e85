import type { EventsOf, ordersCart, ordersCheckout, ordersQuote } from '@soko/events';
import type { Happening } from './visit.ts';

export type FunnelEvent = EventsOf<typeof ordersCart> | EventsOf<typeof ordersQuote> | EventsOf<typeof ordersCheckout>;

/** What an event says about a visitor. Null when it says nothing, as those of early versions do. */
export function readFunnelEvent(event: FunnelEvent): Happening | null {
  const { time: at } = event;
  switch (event.type) {
    case 'orders.cart.line_added': {
      const { buyerId, sellerId, storeId } = event.data;
      return { visitorId: buyerId ?? event.subject, step: 'carted', at, goods: [{ sellerId, storeId }] };
    }
    case 'orders.quote.made': {
      const { buyerId, cartId, goods } = event.data;
      return { visitorId: buyerId ?? cartId, step: 'quoted', at, goods };
    }
    case 'orders.checkout.confirmed': {
      const { buyerId, cartId, goods } = event.data;
      const visitorId = buyerId ?? cartId;
      return visitorId === undefined || goods === undefined ? null : { visitorId, step: 'paid', at, goods };
    }
    default:
      return null;
  }
}
