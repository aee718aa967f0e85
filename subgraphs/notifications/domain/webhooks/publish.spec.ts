import { describe, expect, it } from '@jest/globals';
import { ordersOrder } from '@soko/events';
import { type PublicEvent, publicEvents } from './public-events.ts';
import { type OrderEvent, publishOrder } from './publish-orders.ts';
import { type ProductEvent, publishProduct, publishStock } from './publish-products.ts';

const eur = (amountMinor: string) => ({ amountMinor, currency: 'EUR' });

const line = (storeId: string | null, lineId = 'orl_1') => ({
  lineId,
  variantId: 'var_1',
  productId: 'prd_1',
  categoryId: 'cat_1',
  storeId,
  type: 'PHYSICAL' as const,
  title: 'Oak lamp',
  sku: 'OAK-1',
  quantity: 2,
  packedQuantity: null,
  unitPrice: eur('1250'),
  tax: eur('200'),
  taxIncluded: true,
  fee: eur('38'),
});

const order = (lines: ReturnType<typeof line>[], status = 'CONFIRMED') => ({
  checkoutId: 'chk_1',
  number: 'SO-2026-000001-1',
  status,
  sellerId: 'slr_1',
  buyerId: 'usr_buyer',
  deliveryMethod: 'STANDARD' as const,
  country: 'KE',
  lines,
  items: eur('2500'),
  delivery: eur('0'),
  tax: eur('0'),
  taxIncluded: eur('400'),
  discount: eur('0'),
  fee: eur('38'),
  total: eur('2500'),
});

const envelope = { id: 'evt_1', version: 1, subject: 'ord_1', sequence: 3, time: '2026-03-01T12:00:00Z' };
const trail = { correlationId: 'req_1', causationId: null, actor: { kind: 'user' as const, id: 'usr_buyer' } };

const orderEvent = (name: keyof typeof ordersOrder.events, data: object): OrderEvent =>
  ({ ...envelope, ...trail, type: `orders.order.${name}`, data: ordersOrder.events[name].parse(data) }) as OrderEvent;

/** Each event fits its published shape, to the field. */
const fit = (events: readonly PublicEvent[]): readonly PublicEvent[] => {
  for (const { type, data } of events) expect(publicEvents[type].strict().parse(data)).toEqual(data);
  return events;
};

describe('an order', () => {
  it('is published to the store of its lines, without its buyer, address, tax and fee', () => {
    const [event, ...others] = fit(publishOrder(orderEvent('confirmed', { order: order([line('sto_1')]) })));
    expect(others).toEqual([]);
    expect(event).toEqual({
      type: 'order.confirmed',
      storeId: 'sto_1',
      data: {
        order: {
          id: 'ord_1',
          number: 'SO-2026-000001-1',
          status: 'CONFIRMED',
          deliveryMethod: 'STANDARD',
          isWhole: true,
          lines: [
            {
              lineId: 'orl_1',
              productId: 'prd_1',
              variantId: 'var_1',
              sku: 'OAK-1',
              title: 'Oak lamp',
              type: 'PHYSICAL',
              quantity: 2,
              packedQuantity: null,
              unitPrice: { amount: '12.50', currency: 'EUR' },
            },
          ],
          total: { amount: '25.00', currency: 'EUR' },
        },
      },
    });
  });

  it('is published to each of two stores with its own lines, and without amounts of both', () => {
    const data = {
      order: order([line('sto_1'), line('sto_2', 'orl_2'), line(null, 'orl_3')]),
      amount: eur('500'),
      refunded: eur('500'),
    };
    const events = fit(publishOrder(orderEvent('refunded', data)));
    expect(events.map(({ storeId }) => storeId)).toEqual(['sto_1', 'sto_2']);
    expect(events[1]).toMatchObject({
      type: 'order.refunded',
      data: { amount: null, refunded: null, order: { isWhole: false, total: null, lines: [{ lineId: 'orl_2' }] } },
    });
  });

  it('is not published without a store', () => {
    expect(publishOrder(orderEvent('confirmed', { order: order([line(null)]) }))).toEqual([]);
  });

  it('that its buyer cancelled is published, unless it was never confirmed', () => {
    const cancelled = (more: object) =>
      publishOrder(
        orderEvent('cancelled', { order: order([line('sto_1')], 'CANCELLED'), reason: 'cancelled', ...more }),
      );
    expect(fit(cancelled({ wasConfirmed: true }))).toMatchObject([{ type: 'order.cancelled', storeId: 'sto_1' }]);
    // An event of an early version does not say it.
    expect(cancelled({})).toHaveLength(1);
    expect(cancelled({ wasConfirmed: false })).toEqual([]);
  });

  it('that was never confirmed is not published when its payment is returned', () => {
    const lines = [line('sto_1')];
    const returned = (more: object) => [
      ...publishOrder(
        orderEvent('payment_changed', { order: order(lines, 'EXPIRED'), paymentStatus: 'VOIDED', ...more }),
      ),
      ...publishOrder(
        orderEvent('refunded', { order: order(lines), amount: eur('500'), refunded: eur('500'), ...more }),
      ),
    ];
    expect(fit(returned({ wasConfirmed: true }))).toHaveLength(2);
    expect(returned({})).toHaveLength(2);
    expect(returned({ wasConfirmed: false })).toEqual([]);
  });

  it('that failed before it was confirmed is not published, nor are steps that are nobody’s choice', () => {
    const lines = [line('sto_1')];
    expect(publishOrder(orderEvent('failed', { order: order(lines, 'PAYMENT_FAILED'), reason: null }))).toEqual([]);
    expect(publishOrder(orderEvent('placed', { order: order(lines) }))).toEqual([]);
    const returned = orderEvent('failed', { order: order(lines, 'RETURNED_TO_SENDER'), reason: 'Ask for Ada Obi.' });
    expect(JSON.stringify(fit(publishOrder(returned)))).not.toContain('Ada');
  });
});

const product = {
  slug: 'oak-lamp',
  title: 'Oak lamp',
  type: 'PHYSICAL' as const,
  condition: 'NEW' as const,
  status: 'DRAFT' as const,
  categoryId: null,
  sellerId: 'slr_1',
  storeId: 'sto_1' as string | null,
  tags: ['lamp'],
  variants: [
    {
      variantId: 'var_1',
      sku: 'OAK-1',
      options: [],
      price: eur('1250'),
      compareAt: null,
      furtherPrices: [],
      package: null,
    },
  ],
};

const productEvent = (name: string, data: object): ProductEvent =>
  ({ ...envelope, ...trail, subject: 'prd_1', type: `products.product.${name}`, data }) as ProductEvent;

describe('a product', () => {
  it('is published to its store', () => {
    expect(fit(publishProduct(productEvent('created', { product })))).toMatchObject([
      { type: 'product.created', storeId: 'sto_1', data: { product: { id: 'prd_1', variants: [{ sku: 'OAK-1' }] } } },
    ]);
    const { variants } = product;
    const update = {
      sellerId: 'slr_1',
      storeId: 'sto_1',
      old: {},
      new: { title: 'Lamp' },
      changed: ['title', 'media'],
    };
    expect(
      fit(publishProduct(productEvent('updated', { ...update, variants: { saved: variants, removed: ['var_2'] } }))),
    ).toMatchObject([
      { data: { changed: ['title', 'media'], new: { title: 'Lamp' }, variants: { removed: ['var_2'] } } },
    ]);
    const moved = { sellerId: 'slr_1', storeId: 'sto_1', from: 'BLOCKED', to: 'PAUSED', reason: 'Ask Ada.' };
    expect(fit(publishProduct(productEvent('unblocked', moved)))).toEqual([
      { type: 'product.unblocked', storeId: 'sto_1', data: { productId: 'prd_1', from: 'BLOCKED', to: 'PAUSED' } },
    ]);
  });

  it('of a seller alone is not published', () => {
    expect(publishProduct(productEvent('created', { product: { ...product, storeId: null } }))).toEqual([]);
    expect(publishProduct(productEvent('paused', { sellerId: 'slr_1', from: 'ACTIVE', reason: null }))).toEqual([]);
  });
});

describe('a stock level', () => {
  it('is published to the store of the product', () => {
    const data = { variantId: 'var_1', productId: 'prd_1', sellerId: 'slr_1', storeId: 'sto_1', available: 3 };
    const event = { ...envelope, ...trail, type: 'fulfilment.stock.low' as const, data };
    expect(fit(publishStock(event))).toEqual([
      { type: 'stock.low', storeId: 'sto_1', data: { variantId: 'var_1', productId: 'prd_1', available: 3 } },
    ]);
    const { storeId: _storeId, ...before } = data;
    expect(publishStock({ ...event, data: before })).toEqual([]);
  });
});
