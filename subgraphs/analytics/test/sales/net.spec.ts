import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { orderEvent, postingEvent, soldEvents, specOrder } from './sales-world.ts';
import { type SalesScene, startSales } from './start-sales.ts';

let graph: SalesScene;

beforeAll(async () => {
  graph = await startSales();
});

afterEach(() => graph.pool.query('TRUNCATE sales_orders, sales_buckets, sales_product_buckets'));

afterAll(() => graph.close());

describe('what the seller keeps', () => {
  it('counts a sale on the day of the order, and what goes back on its own day', async () => {
    const order = specOrder();
    await graph.publish([
      postingEvent(order, { kind: 'REFUND', at: '2026-03-12T10:00:00Z', sellerMinor: -300 }),
      postingEvent(order, { kind: 'SALE', at: '2026-03-11T10:00:00Z', sellerMinor: 850 }),
      ...soldEvents(order),
      postingEvent(order, { kind: 'REVERSAL', at: '2026-03-13T10:00:00Z', sellerMinor: 300 }),
      postingEvent(order, { kind: 'CHARGEBACK', at: '2026-03-13T10:00:00Z', sellerMinor: -850 }),
      postingEvent(order, { kind: 'CHARGEBACK', at: '2026-03-13T10:00:00Z', sellerMinor: -850 }),
    ]);
    const { currencies } = await graph.dashboard({ from: '2026-03-10', to: '2026-03-13' });
    const net = currencies[0].periods.map(
      ({ figures }: { figures: { net: { amount: string } } }) => figures.net.amount,
    );
    expect(net).toEqual(['8.50', '0.00', '-3.00', '-5.50']);
  });

  it('counts what the ledger has of an order that ended without a sale', async () => {
    const order = specOrder();
    await graph.publish([
      ...soldEvents(order),
      postingEvent(order, { kind: 'SALE', at: order.placedAt, sellerMinor: 850 }),
      postingEvent(order, { kind: 'REFUND', at: order.placedAt, sellerMinor: -1_000 }),
      orderEvent(order, 'failed', 'RETURNED_TO_SENDER', { sequence: 9 }),
    ]);
    const { currencies } = await graph.dashboard({ from: '2026-03-10', to: '2026-03-10' });
    expect(currencies[0].total).toMatchObject({ orders: 0, cancelled: 1, net: { amount: '-1.50' } });
  });
});
