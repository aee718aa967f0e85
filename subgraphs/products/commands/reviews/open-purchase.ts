import { userIdOf } from '@soko/auth';
import { forbidden, serviceUnavailable } from '@soko/errors';
import { isId } from '@soko/ids';
import type { ProductsContext } from '../../context.ts';
import { type Purchase, reviewedUntil } from '../../domain/reviews/purchase.ts';
import {
  notTheBuyer,
  type NotTheBuyer,
  orderNotDelivered,
  type OrderNotDelivered,
  ownSale,
  type OwnSale,
  reviewPeriodEnded,
  type ReviewPeriodEnded,
} from '../../domain/reviews/refusals.ts';
import { findPurchase } from '../../store/reviews/purchases.ts';

interface OrderInput {
  orderId: string;
  token?: string | null | undefined;
}

/**
 * The delivered order of the viewer. Orders is asked about the token of a guest, and about orders of which no delivery is known
 * here. Those who have nothing to do with an order cannot tell whether it exists.
 */
export async function openPurchase(
  context: ProductsContext,
  { orderId, token }: OrderInput,
): Promise<Purchase | NotTheBuyer | OwnSale | OrderNotDelivered | ReviewPeriodEnded> {
  const { viewer, identity, pool, orders, settings, now } = context;
  if (viewer.kind === 'apiKey') throw forbidden('An API key buys nothing, so it cannot review anything.');
  if (!isId('ord', orderId)) return notTheBuyer();
  const userId = userIdOf(viewer);
  const purchase = await findPurchase(pool, orderId);
  if (purchase?.buyerId != null && purchase.buyerId === userId) return purchase;
  const { seller, ownsSeller } = await context.rights();
  if (purchase !== null && ownsSeller && seller?.id === purchase.sellerId) return ownSale();
  const seen = await orders.find(identity, orderId, token ?? null);
  if (seen === null || !(seen.isOpened || (userId !== null && seen.buyerId === userId))) return notTheBuyer();
  if (purchase !== null) return purchase;
  if (seen.fulfilledAt === null) return orderNotDelivered(seen.status);
  const until = reviewedUntil({ fulfilledAt: seen.fulfilledAt }, settings.reviewPeriodMs);
  if (now() >= until) return reviewPeriodEnded(until);
  throw serviceUnavailable('The order was delivered a moment ago. Try again in a few seconds.');
}
