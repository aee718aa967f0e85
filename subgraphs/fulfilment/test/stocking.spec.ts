import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { noteStoreMember } from '@soko/store-members';
import { admin, courier, customer, nobody, openWarehouse, packer, support, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

const item = '... on StockItem { onHand reserved available version variant { id } } ... on UserError { code }';
const key = () => newId('req');

describe('receiving stock', () => {
  it('adds a stock record, adds to it, and publishes each level', async () => {
    const variantId = await warehouse.variant();
    const receive = (quantity: number, reason?: string) =>
      warehouse.mutate(packer, 'receiveStock', { variantId, quantity, reason, idempotencyKey: key() }, item);
    expect(await receive(3, 'Consignment 7')).toMatchObject({
      onHand: 3,
      reserved: 0,
      available: 3,
      version: 1,
      variant: { id: variantId },
    });
    expect(await receive(4)).toMatchObject({ onHand: 7, available: 7, version: 2 });
    const levels = (await warehouse.told('fulfilment.stock.level_changed')).filter(
      ({ subject }) => subject === variantId,
    );
    expect(levels).toMatchObject([
      { sequence: 1, data: { variantId, available: 3 }, actor: { kind: 'user', id: 'usr_packer' } },
      { sequence: 2, data: { variantId, available: 7 } },
    ]);
  });

  it('counts once however often it is sent, and refuses the key for another input', async () => {
    const variantId = await warehouse.variant();
    const input = { variantId, quantity: 5, idempotencyKey: key() };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => warehouse.mutate(packer, 'receiveStock', input, item)),
    );
    for (const answer of answers) expect(answer).toMatchObject({ onHand: 5, version: 1 });
    expect(await warehouse.failure(packer, 'receiveStock', { ...input, quantity: 6 })).toEqual({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    const other = {
      variantId: await warehouse.variant(),
      delta: 5,
      reason: 'Counted',
      idempotencyKey: input.idempotencyKey,
    };
    expect(await warehouse.failure(packer, 'adjustStock', other)).toEqual({ code: 'IDEMPOTENCY_MISMATCH' });
    // Keys of different people are different keys.
    expect(await warehouse.mutate(admin, 'receiveStock', input, item)).toMatchObject({ onHand: 10 });
    expect(await warehouse.mutate(packer, 'receiveStock', input, item)).toMatchObject({ onHand: 5, version: 1 });
  });

  it.each(['short', 'x'.repeat(129)])('is the caller’s mistake with the key %s', async (idempotencyKey) => {
    const input = { variantId: await warehouse.variant(), quantity: 1, idempotencyKey };
    expect(await warehouse.failure(packer, 'receiveStock', input)).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'idempotencyKey',
    });
  });

  it.each([0, -1, 1_000_001])('of %i is the caller’s mistake', async (quantity) => {
    const input = { variantId: await warehouse.variant(), quantity, idempotencyKey: key() };
    expect(await warehouse.failure(packer, 'receiveStock', input)).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'quantity',
    });
  });

  it('is refused for digital goods, and NOT_FOUND for an unknown variant', async () => {
    const variantId = await warehouse.variant(0, { type: 'DIGITAL', package: null });
    expect(
      await warehouse.mutate(packer, 'receiveStock', { variantId, quantity: 1, idempotencyKey: key() }, item),
    ).toMatchObject({
      code: 'NOT_KEPT_IN_STOCK',
    });
    const unknown = { variantId: newId('var'), quantity: 1, idempotencyKey: key() };
    expect(await warehouse.failure(packer, 'receiveStock', unknown)).toEqual({ code: 'NOT_FOUND' });
  });
});

describe('adjusting stock', () => {
  const adjust = (variantId: string, delta: number) =>
    warehouse.mutate(
      packer,
      'adjustStock',
      { variantId, delta, reason: 'Counted', idempotencyKey: key() },
      `${item} ... on StockTooLow { onHand reserved }`,
    );

  it('corrects the count either way, down to the reserved number', async () => {
    const variantId = await warehouse.variant(10);
    await warehouse.reserve({ ord_adjust: [[variantId, 4]] });
    expect(await adjust(variantId, 2)).toMatchObject({ onHand: 12, reserved: 4, available: 8 });
    expect(await adjust(variantId, -8)).toMatchObject({ onHand: 4, reserved: 4, available: 0 });
    expect(await adjust(variantId, -1)).toMatchObject({ code: 'STOCK_TOO_LOW', onHand: 4, reserved: 4 });
    expect(await adjust(variantId, 1)).toMatchObject({ available: 1 });
    expect((await warehouse.toldOf(variantId)).slice(-4)).toEqual([
      'stock.level_changed',
      'stock.low',
      'stock.level_changed',
      'stock.back_in_stock',
    ]);
    const { rows } = await warehouse.pool.query('SELECT sku FROM variant WHERE id = $1', [variantId]);
    const low = (await warehouse.told()).find(({ type, subject }) => type.endsWith('.low') && subject === variantId);
    expect(low!.data).toMatchObject({ available: 0, sku: rows[0].sku });
  });

  it('never counts more than a column and a field can hold', async () => {
    const variants = [await warehouse.variant(), await warehouse.variant()];
    for (const variantId of variants) {
      await warehouse.mutate(packer, 'receiveStock', { variantId, quantity: 1, idempotencyKey: key() }, item);
    }
    await warehouse.pool.query('UPDATE stock_item SET on_hand = 2000000000 WHERE variant_id = ANY($1)', [variants]);
    const [variantId] = variants;
    const more = { variantId, reason: 'Counted', idempotencyKey: key() };
    const refused = (field: string) => ({ code: 'BAD_USER_INPUT', field });
    expect(await warehouse.failure(packer, 'adjustStock', { ...more, delta: 1 })).toEqual(refused('delta'));
    expect(await warehouse.failure(packer, 'receiveStock', { ...more, quantity: 1 })).toEqual(refused('quantity'));
    const { rows } = await warehouse.pool.query('SELECT product_id FROM variant WHERE id = $1', [variantId]);
    const productId: string = rows[0].product_id;
    await warehouse.pool.query('UPDATE variant SET product_id = $1 WHERE id = ANY($2)', [productId, variants]);
    const { data, errors } = await warehouse.query(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { stock { available } } } }',
      { r: [{ __typename: 'Product', id: productId }] },
    );
    expect(errors).toBeUndefined();
    expect(data['_entities']).toEqual([{ stock: { available: 2_147_483_647 } }]);
    // The movements of every spec must add up.
    await warehouse.pool.query('UPDATE stock_item SET on_hand = 1 WHERE variant_id = ANY($1)', [variants]);
  });

  it('of a variant without stock does not go below zero, and leaves no trace', async () => {
    const variantId = await warehouse.variant();
    expect(await adjust(variantId, -1)).toMatchObject({ code: 'STOCK_TOO_LOW', onHand: 0 });
    expect(await warehouse.stock(variantId)).toBeNull();
    expect(await warehouse.toldOf(variantId)).toEqual([]);
  });

  it('takes turns with buyers: removed items are never reserved', async () => {
    const variantId = await warehouse.variant(20);
    const buys = Array.from({ length: 20 }, (_, index) =>
      warehouse.reserve({ [`ord_turns_${index}`]: [[variantId, 1]] }),
    );
    const shrinks = Array.from({ length: 20 }, () => adjust(variantId, -1));
    const [bought, shrunk] = [await Promise.all(buys), await Promise.all(shrinks)];
    const reserved = bought.filter(({ __typename }) => __typename === 'StockReserved').length;
    const removed = shrunk.filter(({ code }) => code === undefined).length;
    expect(reserved + removed).toBe(20);
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 20 - removed, reserved });
  });

  it.each([
    [0, 'Counted', 'delta'],
    [1.0, 'x', 'reason'],
  ])('by %i because of %j is the caller’s mistake', async (delta, reason, field) => {
    const input = { variantId: 'var_nothing', delta, reason, idempotencyKey: key() };
    expect(await warehouse.failure(packer, 'adjustStock', input)).toEqual({ code: 'BAD_USER_INPUT', field });
  });
});

describe('rights to see and change stock', () => {
  const look = async (as: Viewer, variantId: string, id: string) => {
    const text = `query ($variantId: ID!, $refs: [_Any!]!) { stockItem(variantId: $variantId) { onHand } _entities(representations: $refs) { ... on StockItem { onHand } } }`;
    const { data } = await warehouse.query(text, { variantId, refs: [{ __typename: 'StockItem', id }] }, { as });
    return [data['stockItem'] !== null, data['_entities'][0] !== null];
  };

  it('the warehouse and the seller may do both, support may see it, and others find none', async () => {
    const [own, other] = [await warehouse.seller(), await warehouse.seller()];
    const storeId = newId('sto');
    const variantId = await warehouse.variant(5, { sellerId: own.id, storeId });
    const { rows } = await warehouse.pool.query<{ id: string }>('SELECT id FROM stock_item WHERE variant_id = $1', [
      variantId,
    ]);
    const id = rows[0]!.id;
    const keyViewer = (scope: 'stock:write' | 'products:read', store = storeId): Viewer => ({
      kind: 'apiKey',
      id: `key_${scope}_${store}`,
      storeId: store,
      scopes: [scope],
    });
    const member: Viewer = { kind: 'user', id: newId('usr'), roles: ['CUSTOMER'], sessionId: 'ses' };
    const guest: Viewer = { kind: 'user', id: newId('usr'), roles: ['CUSTOMER'], sessionId: 'ses' };
    const add = (viewer: Viewer, role: string) =>
      noteStoreMember(warehouse.pool, {
        storeId,
        userId: viewer.kind === 'user' ? viewer.id : '',
        role,
        status: 'ACTIVE',
        sequence: 1,
      });
    await Promise.all([add(member, 'MEMBER'), add(guest, 'GUEST')]);
    const receive = (as: Viewer) => ({ as, input: { variantId, quantity: 1, idempotencyKey: key() } });
    for (const viewer of [packer, admin, own.as, member, keyViewer('stock:write')]) {
      expect(await look(viewer, variantId, id)).toEqual([true, true]);
      const { as, input } = receive(viewer);
      expect(await warehouse.failure(as, 'receiveStock', input)).toBeUndefined();
    }
    expect(await look(support, variantId, id)).toEqual([true, true]);
    expect(await warehouse.failure(support, 'receiveStock', receive(support).input)).toEqual({ code: 'NOT_FOUND' });
    const strangers = [other.as, customer, courier, guest, keyViewer('stock:write', 'sto_other')];
    for (const viewer of strangers) {
      expect(await look(viewer, variantId, id)).toEqual([false, false]);
      const { as, input } = receive(viewer);
      expect(await warehouse.failure(as, 'receiveStock', input)).toEqual({ code: 'NOT_FOUND' });
      expect(
        await warehouse.failure(as, 'adjustStock', { variantId, delta: -1, reason: 'Mine now', idempotencyKey: key() }),
      ).toEqual({ code: 'NOT_FOUND' });
    }
    const { as: reader, input: received } = receive(keyViewer('products:read'));
    expect(await warehouse.failure(reader, 'receiveStock', received)).toEqual({ code: 'FORBIDDEN' });
    expect(await look(reader, variantId, id)).toEqual([false, false]);
    const { errors } = await warehouse.query('query ($id: ID!) { stockItem(variantId: $id) { onHand } }', {
      id: variantId,
    });
    expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
    expect(await warehouse.failure(nobody, 'receiveStock', receive(nobody).input)).toEqual({ code: 'UNAUTHENTICATED' });
    expect((await warehouse.stock(variantId)).onHand).toBe(10);
  });

  it.each(['reserveStock', 'commitReservation', 'releaseReservation'])(
    '%s requires a service; every other viewer is refused',
    async (mutation) => {
      const inputs = {
        reserveStock: {
          checkoutId: 'chk',
          ttlSeconds: 60,
          orders: [{ orderId: 'ord', lines: [{ variantId: 'var', quantity: 1 }] }],
        },
        commitReservation: { orders: [] },
        releaseReservation: { orderIds: ['ord'], reason: 'Because' },
      };
      const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
      for (const as of [admin, packer, customer, nobody]) {
        const text = `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`;
        const { errors } = await warehouse.query(text, { input: inputs[mutation as keyof typeof inputs] }, { as });
        expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
      }
    },
  );
});
