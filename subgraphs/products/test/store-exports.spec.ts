import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { person, until } from '@soko/testing';
import { type Exports, openExports } from './exports.ts';
import type { Market, TestSeller } from './market.ts';

describe('exporting the products of a store', () => {
  let exports: Exports;
  let market: Market;
  beforeAll(async () => {
    exports = await openExports();
    ({ market } = exports);
  });
  afterAll(() => exports.close());

  /** A store with two sellers, who both have a variant with the SKU K. */
  async function sharedStore(storeId: string) {
    const [ada, bob] = [await market.seller(`Ada ${storeId}`), await market.seller(`Bob ${storeId}`)];
    for (const { as } of [ada, bob]) await market.member(storeId, (as as { id: string }).id, 'ADMIN');
    const variant = (sku: string) => ({ sku, price: { amount: '1.00', currency: 'EUR' } });
    const none = { publish: false };
    await market.product(ada, { title: 'Lamp of Ada', storeId, variants: [variant('K'), variant('K-A')] }, none);
    await market.product(bob, { title: 'Chair of Bob', storeId, variants: [variant('K'), variant('K-B')] }, none);
    await market.product(bob, { title: 'Table of Bob', storeId, variants: [variant('L')] }, none);
    await market.product(bob, { title: 'Not in the store', variants: [variant('M')] }, none);
    return { ada, bob };
  }

  it.each([
    ['CSV', 'text/csv', 5],
    ['NDJSON', 'application/x-ndjson', 3],
  ])('in %s has those of all its members, and changes nothing when it is read back', async (format, mimeType, rows) => {
    const storeId = `sto_0000000000000000000000000${rows}`;
    const { ada, bob } = await sharedStore(storeId);
    const bytes = await exports.file(ada.as, { format, storeId });
    for (const title of ['Lamp of Ada', 'Chair of Bob', 'Table of Bob']) expect(bytes).toContain(title);
    expect(bytes).not.toContain('Not in the store');
    expect(await exports.file(bob.as, { format, storeId })).toBe(bytes);
    const key: Viewer = { kind: 'apiKey', id: 'key_1', storeId, scopes: ['products:read'] };
    expect(await exports.file(key, { format })).toBe(bytes);
    const manager: Viewer = person('usr_manager');
    await market.member(storeId, 'usr_manager', 'MEMBER');
    expect(await exports.file(manager, { format, storeId })).toBe(bytes);
    expect(await exports.link(manager, { format })).toBeNull();
    const before = [await exports.state(ada), await exports.state(bob)];
    const done = await exports.importFile(ada, bytes, mimeType, { storeId });
    expect(done).toMatchObject({ unchanged: rows, created: 0, failed: 0, errors: [] });
    expect([await exports.state(ada), await exports.state(bob)]).toEqual(before);
  });

  it('makes no second product of another member when a row was changed and is imported', async () => {
    const storeId = 'sto_00000000000000000000000021';
    const { ada, bob } = await sharedStore(storeId);
    const bytes = await exports.file(ada.as, { storeId });
    const before = [await exports.state(ada), await exports.state(bob)];
    expect(await exports.importFile(ada, bytes.replace('Table of Bob', 'Desk'), 'text/csv', { storeId })).toMatchObject(
      {
        unchanged: 4,
        created: 0,
        failed: 1,
        errors: [{ reason: 'sku: another product of the store has the SKU "L".' }],
      },
    );
    const added = 'Shelf,,NFT,NEW,,,K-C,L,,1.00,EUR,,,,,,';
    const [header] = bytes.split('\r\n');
    expect(await exports.importFile(ada, [header, added].join('\r\n'), 'text/csv', { storeId })).toMatchObject({
      created: 0,
      errors: [{ reason: 'variant_of: no product of the seller has the SKU "L"; its row must come first.' }],
    });
    expect([await exports.state(ada), await exports.state(bob)]).toEqual(before);
  });

  it('makes the products of a file once when two members import it at the same moment', async () => {
    const storeId = 'sto_00000000000000000000000023';
    const { ada, bob } = await sharedStore(storeId);
    const [header] = (await exports.file(ada.as, { storeId })).split('\r\n');
    // Titles whose slugs are taken: the imports do not compete for them.
    const titles = ['Lamp of Ada', 'Table of Bob'];
    const rows = titles.map((title) => `${title},,NFT,NEW,,,NEW-${title[0]},,,1.00,EUR,,,,,,`);
    const begin = (seller: TestSeller) =>
      exports.beginImport(seller, [header, ...rows].join('\r\n'), 'text/csv', { storeId });
    const ids = [await begin(ada), await begin(bob)];
    const client = await market.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('LOCK TABLE product_history IN SHARE MODE');
      const waiting = (count: number) =>
        until(`${count} imports wait`, async () => {
          const text = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
          return (await market.pool.query(text)).rows.length === count;
        });
      const ended = exports.runImport(ada, ids[0]!);
      await waiting(1);
      // Another process, which lost the lock of the job late, and finds the other import first.
      await market.pool.query(`UPDATE product_import SET created_at = created_at - interval '1 hour' WHERE id = $1`, [
        ids[1],
      ]);
      const other = exports.otherRunner();
      const otherEnded = other.runDue();
      await waiting(2);
      await client.query('COMMIT');
      // One that finds an import of the other at work leaves it.
      await Promise.allSettled([ended, otherEnded]);
      await other.close();
    } finally {
      client.release();
    }
    const outcomes = [await exports.runImport(ada, ids[0]!), await exports.runImport(bob, ids[1]!)];
    const [first, second] = outcomes.toSorted((one, other) => other.created - one.created);
    expect(first).toMatchObject({ status: 'COMPLETED', created: 2, failed: 0 });
    expect(second).toMatchObject({
      status: 'COMPLETED',
      created: 0,
      failed: 2,
      errors: titles.map((title) => ({
        reason: `sku: another product of the store has the SKU "NEW-${title[0]}".`,
      })),
    });
    const text = `SELECT count(*)::int AS count FROM product p JOIN variant v ON v.product_id = p.id WHERE p.store_id = $1 AND v.sku LIKE 'NEW-%'`;
    expect((await market.pool.query(text, [storeId])).rows).toEqual([{ count: 2 }]);
  });

  it('never joins the variants of two products with one SKU when one seller imports them', async () => {
    const storeId = 'sto_00000000000000000000000022';
    const { ada } = await sharedStore(storeId);
    const [to, shifted] = [await market.seller('Copy'), await market.seller('Shifted copy')];
    const bytes = await exports.file(ada.as, { storeId });
    const [header, ...rows] = bytes.trimEnd().split('\r\n');
    const fresh = Array.from({ length: 4 }, (_, index) => `New lamp,,NFT,NEW,,,N${index},,,1.00,EUR,,,,,,`);
    // The second copy has the repeated product and its variant on either side of the end of a batch of 7 rows.
    for (const [seller, content, line] of [
      [to, bytes, 4],
      [shifted, [header, ...fresh, ...rows].join('\r\n'), 8],
    ] as const) {
      const done = await exports.importFile(seller, content);
      const [lamp, other] = rows[0]!.startsWith('Lamp') ? ['Lamp of Ada', 'K-B'] : ['Chair of Bob', 'K-A'];
      expect(done).toMatchObject({
        failed: 2,
        errors: [
          { line, reason: 'sku: another variant has the SKU "K".' },
          { line: line + 1, reason: 'variant_of: the row of the SKU "K" before this one was refused as a repeat.' },
        ],
      });
      const text = '{ products(first: 100, filter: { status: [DRAFT] }) { nodes { title variants { sku } } } }';
      const { nodes } = (await market.query(text, {}, { as: seller.as })).data['products'];
      expect(nodes).toContainEqual({ title: lamp, variants: [{ sku: 'K' }, { sku: other === 'K-B' ? 'K-A' : 'K-B' }] });
    }
  });
});
