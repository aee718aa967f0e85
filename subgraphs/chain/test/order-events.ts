import { type Envelope, newEvent, ordersOrder } from '@soko/events';
import { newId } from '@soko/ids';

/** A line of an order that wants items of the token that its product sells. */
export const newLine = (productId: string, quantity = 1) => ({
  orderId: newId('ord'),
  lineId: newId('orl'),
  variantId: newId('var'),
  productId,
  quantity,
});

const money = { amountMinor: '100', currency: 'EUR' };

/** What orders publishes of an order: that it is charged, or that it has ended. */
export function orderEvent(
  type: 'payment_changed' | 'cancelled',
  { orderId, lineId, productId, variantId, quantity }: ReturnType<typeof newLine>,
  buyerId: string | null,
): Envelope {
  const line = {
    lineId,
    variantId,
    productId,
    categoryId: newId('cat'),
    storeId: null,
    type: 'NFT' as const,
    title: 'Sun',
    sku: 'SUN',
    quantity,
    packedQuantity: null,
    unitPrice: money,
    offerId: null,
    discount: money,
    tax: money,
    taxIncluded: false,
    fee: money,
  };
  const amounts = [
    'items',
    'delivery',
    'tax',
    'taxIncluded',
    'discount',
    'platformDiscount',
    'platformDeliveryDiscount',
    'fee',
    'total',
  ];
  const order = {
    checkoutId: newId('chk'),
    number: 'SO-2026-000001-1',
    status: type === 'cancelled' ? ('CANCELLED' as const) : ('CONFIRMED' as const),
    placedAt: new Date().toISOString(),
    sellerId: newId('slr'),
    buyerId,
    deliveryMethod: 'NONE' as const,
    country: null,
    lines: [line],
    ...(Object.fromEntries(amounts.map((name) => [name, money])) as Record<'total', typeof money>),
  };
  const data =
    type === 'cancelled' ? { order, reason: null, wasConfirmed: true } : { order, paymentStatus: 'CAPTURED' as const };
  const actor = { kind: 'service', id: 'orders' } as const;
  const trail = { correlationId: 'req_spec', causationId: null, actor, now: () => new Date() };
  // oxlint-disable-next-line typescript/no-explicit-any
  return newEvent(ordersOrder, type, { subject: orderId, sequence: 5, data } as any, trail);
}
