import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fulfilmentStock, newEvent } from '@soko/events';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { followStock } from '../commands/follow-stock.ts';
import { type Market, openTwoSellers, support, type TestSeller } from './market.ts';

interface SoldVariant {
  id: string;
  sequence: number;
}

/** Nothing looks for a product again once it was saved: a process may die right after that. */
describe('a product whose last piece is sold while it is put on sale', () => {
  let market: Market;
  let ada: TestSeller;
  /** A product that is changed with another one. */
  let beside: string;
  beforeAll(async () => {
    ({ market, ada } = await openTwoSellers());
    beside = await market.product(ada);
  });
  afterAll(() => market.close());

  const variantsOf = async (productId: string): Promise<SoldVariant[]> => {
    const text = 'SELECT id, stock_sequence AS sequence FROM variant WHERE product_id = $1 ORDER BY position';
    return (await market.pool.query(text, [productId])).rows;
  };
  const statusOf = async (productId: string): Promise<string> =>
    (await market.pool.query('SELECT status FROM product WHERE id = $1', [productId])).rows[0].status;

  /** Follows events that say that nothing of the variants is left. */
  function sellOut(variants: readonly SoldVariant[]): Promise<void> {
    const actor = { kind: 'service', id: 'fulfilment' } as const;
    const trail = { correlationId: newId('req'), causationId: null, actor, now: () => new Date() };
    const levels = variants.map(({ id: variantId, sequence }) => {
      const told = { subject: variantId, sequence: sequence + 1, data: { variantId, available: 0 } };
      return { ...told.data, sequence: told.sequence, event: newEvent(fulfilmentStock, 'level_changed', told, trail) };
    });
    return followStock({ pool: market.pool, now: () => new Date() }, levels);
  }

  const waiting = (count: number) =>
    until(`${count} wait`, async () => {
      const text = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
      return (await market.pool.query(text)).rows.length === count;
    });

  /** Holds what `lock` takes until `work` has begun, and waits for both. The statements that ran from then on. */
  async function holding<Result>(
    lock: string,
    values: unknown[],
    change: () => Promise<Result>,
    work?: () => Promise<void>,
  ) {
    const client = await market.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(lock, values);
      const { result, texts } = await market.statements(async () => {
        const changed = change();
        await waiting(1);
        const done = work?.();
        if (done) await waiting(2);
        await client.query('COMMIT');
        await done;
        return changed;
      });
      return { result, settling: texts.filter((text) => text.includes('AS given JOIN product')).length };
    } finally {
      client.release(true);
    }
  }

  const changes = [
    ['published', 'pauseProduct', (id: string) => market.change(ada, 'publishProduct', id)],
    [
      'unblocked',
      'blockProduct',
      (productId: string) => market.mutate(support, 'unblockProduct', { productId }, '... on Product { status }'),
    ],
    [
      'published with others',
      'pauseProduct',
      async (id: string) => {
        const input = { productIds: [beside, id], status: 'PUBLISH', idempotencyKey: newId('req') };
        await market.mutate(ada.as, 'bulkEditProducts', input, '... on ProductsEdited { products { changed } }');
        return { status: await statusOf(id) };
      },
    ],
  ] as const;

  async function product(before: string, variants?: object[]): Promise<{ id: string; variants: SoldVariant[] }> {
    const id = await market.product(ada, variants ? { variants } : {});
    if (before === 'blockProduct') await market.mutate(support, before, { productId: id, reason: 'Looks forged.' });
    else if (before !== '') await market.mutate(ada.as, before, { productId: id });
    return { id, variants: await variantsOf(id) };
  }

  it.each(changes)('is sold out once the level comes that waits for it to be %s', async (_, before, change) => {
    const { id, variants } = await product(before);
    const { settling } = await holding(
      'LOCK TABLE product_history IN SHARE MODE',
      [],
      () => change(id),
      () => sellOut(variants),
    );
    expect(await statusOf(id)).toBe('SOLD_OUT');
    // Of the level alone: twice, because it was adjusted.
    expect(settling).toBe(2);
  });

  it.each(changes)('is sold out at once when the level came before it was %s', async (_, before, change) => {
    const { id } = await product(before);
    const { result, settling } = await holding('UPDATE variant SET available = 0 WHERE product_id = $1', [id], () =>
      change(id),
    );
    expect(result.status).toBe('SOLD_OUT');
    expect([await statusOf(id), settling]).toEqual(['SOLD_OUT', 0]);
    expect((await market.eventTypesOf(id)).at(-1)).toMatch(/published|unblocked/);
  });

  it('has the version that was expected', async () => {
    const { id } = await product('pauseProduct');
    const { rows } = await market.pool.query('SELECT version FROM product WHERE id = $1', [id]);
    const [{ version: expectedVersion }] = rows;
    const publish = () =>
      market.mutate(ada.as, 'publishProduct', { productId: id, expectedVersion }, '... on Product { status version }');
    const { result } = await holding('UPDATE variant SET available = 0 WHERE product_id = $1', [id], publish);
    expect(result).toMatchObject({ status: 'SOLD_OUT', version: expectedVersion + 1 });
  });

  it('is sold out when it was its last variant in stock, and another is removed', async () => {
    const priced = (sku: string) => ({
      sku: newId('req') + sku,
      price: { amount: '1.00', currency: 'EUR' },
      package: { lengthMm: 100, widthMm: 80, heightMm: 60, weightG: 500 },
    });
    for (const isBefore of [true, false]) {
      const { id, variants } = await product('', [priced('kept'), priced('removed')]);
      const [kept, removed] = variants;
      const remove = () =>
        market.mutate(ada.as, 'removeVariant', { variantId: removed!.id }, '... on Product { status }');
      await (isBefore
        ? holding('UPDATE variant SET available = 0 WHERE id = $1', [kept!.id], remove)
        : holding('LOCK TABLE product_history IN SHARE MODE', [], remove, () => sellOut([kept!])));
      expect(await statusOf(id)).toBe('SOLD_OUT');
    }
  });
});
