import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type chainSale, type chainToken, type EventsOf, newEvent, usersUser } from '@soko/events';
import { serviceIdentity, type UserViewer } from '@soko/auth';
import type { Anvil } from '@soko/chain-simulator';
import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import { freePort, startFixture, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { chain } from '../index.ts';
import { noteStore } from '../store/stores.ts';
import { receivingAddressOf } from '../store/wallets.ts';
import {
  contractAt,
  createBoth,
  mintToken,
  openShop,
  sealKey,
  seeCollection,
  type Shop,
  someone,
  startNode,
  variables,
} from './chain-scene.ts';
import { newLine, orderEvent } from './order-events.ts';

let folder: string;
let port: number;
let anvil: Anvil;
let graph: TestSubgraph;
/** What the catalogue knows, by product. */
const catalogue = new Map<string, { storeId: string | null; type: string }>();
/** The time of the subgraph. Null: that of the machine. */
let time: Date | null = null;

const start = () => startNode({ port, stateFile: join(folder, 'state.json') });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soko-selling-'));
  port = await freePort();
  anvil = await start();
  const products = startFixture('products', {
    Query: { productToBind: (_, { id }: { id: string }) => catalogue.get(id) ?? null },
  });
  graph = await startTestSubgraph(chain, {
    env: variables(anvil.url),
    peers: () => products.transport,
    now: () => time ?? new Date(),
  });
});
afterAll(async () => {
  await graph.close();
  await anvil.close();
  await rm(folder, { recursive: true, force: true });
});

type SupplyChanged = Extract<EventsOf<typeof chainToken>, { type: 'chain.token.supply_changed' }>;

const bind = async (as: UserViewer, productId: string, tokenId: string) => {
  const { data, errors } = await graph.query(
    `mutation ($input: BindProductToTokenInput!) { bindProductToToken(input: $input) {
      __typename ... on Token { product { id } } ... on UserError { code } } }`,
    { input: { productId, tokenId } },
    { as },
  );
  return errors === undefined ? data['bindProductToToken'] : { code: errors[0]!.extensions?.['code'] };
};

const untilCreated = (tokenId: string) =>
  until('the contract has the token', async () => {
    await graph.subgraph.runJob('chain.send-calls');
    const { data } = await graph.query('query ($id: ID!) { token(id: $id) { status } }', { id: tokenId });
    return data['token'].status === 'CREATED';
  });

const newProduct = ({ storeId }: Pick<Shop, 'storeId'>, type = 'NFT'): string => {
  const id = newId('prd');
  catalogue.set(id, { storeId, type });
  return id;
};

/** A product that sells items of a token which the contract has. */
async function onSale(shop: Shop, maxSupply: number) {
  const { collectionId, tokenId } = await createBoth(graph, shop, { maxSupply });
  await untilCreated(tokenId);
  const productId = newProduct(shop);
  expect(await bind(shop.admin, productId, tokenId)).toMatchObject({ product: { id: productId } });
  return { collectionId, tokenId, productId };
}

const asOrders = async (mutation: 'reserveTokens' | 'commitTokens', input: object) => {
  const type = mutation === 'reserveTokens' ? 'ReserveTokensInput' : 'CommitTokensInput';
  const { data, errors } = await graph.query(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename
      ${mutation === 'reserveTokens' ? '... on TokensShort { lines { requested available } }' : '... on TokensGone { lineIds }'} } }`,
    { input },
    { identity: serviceIdentity('orders', 'cor_spec') },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data[mutation];
};

const reserve = (lines: readonly ReturnType<typeof newLine>[], ttlSeconds = 900) =>
  asOrders('reserveTokens', { lines, ttlSeconds });

const tell = (...of: Parameters<typeof orderEvent>) => graph.bus.publish('orders.order', [orderEvent(...of)]);

const saleOf = async (lineId: string) => {
  const { rows } = await graph.pool.query<{ status: string; mint_id: string | null }>(
    'SELECT status, mint_id FROM sale WHERE line_id = $1',
    [lineId],
  );
  return rows[0]!;
};

const untilSale = (lineId: string, status: string) =>
  until(`the sale is ${status}`, async () => {
    await graph.subgraph.runJob('chain.send-calls').catch(() => {});
    return (await saleOf(lineId)).status === status;
  });

const reservedOf = async (tokenId: string) => {
  const { data } = await graph.query('query ($id: ID!) { token(id: $id) { reserved } }', { id: tokenId });
  return data['token'].reserved;
};

const receivingAddress = async (userId: string): Promise<string> => {
  const { rows } = await graph.pool.query<{ recipient: string }>('SELECT recipient FROM mint WHERE user_id = $1', [
    userId,
  ]);
  return rows[0]!.recipient;
};

describe('a product', () => {
  it('sells one token of its own store, which an administrator of the store has bound', async () => {
    const [shop, other] = [await openShop(graph), await openShop(graph)];
    const { tokenId } = await createBoth(graph, shop);
    const productId = newProduct(shop);
    expect(await bind(shop.admin, productId, tokenId)).toMatchObject({ code: 'TOKEN_NOT_CREATED' });
    await untilCreated(tokenId);
    const stranger = someone('SELLER') as UserViewer;
    for (const as of [shop.member, other.admin, stranger]) {
      expect(await bind(as, productId, tokenId)).toEqual({ code: 'FORBIDDEN' });
    }
    for (const hidden of [newProduct(other), newId('prd')]) {
      expect(await bind(shop.admin, hidden, tokenId)).toMatchObject({ code: 'NOT_AN_NFT' });
    }
    expect(await bind(shop.admin, newProduct(shop, 'PHYSICAL'), tokenId)).toMatchObject({ code: 'NOT_AN_NFT' });
    const both = await Promise.all([productId, newProduct(shop)].map((id) => bind(shop.admin, id, tokenId)));
    expect(both.filter(({ code }) => code === 'ALREADY_BOUND')).toHaveLength(1);
    const bound = both.find(({ product }) => product !== undefined).product.id;
    expect(await bind(shop.admin, bound, tokenId)).toMatchObject({ __typename: 'Token' });
    await mintToken(graph, shop, tokenId, { amount: 4 });
    const left = await until('its supply is published', async () => {
      await graph.subgraph.runJob('chain.tell-supply');
      const told = (await graph.told('chain.token.supply_changed')) as SupplyChanged[];
      const data = told.findLast(({ subject }) => subject === tokenId)?.data;
      return data?.left === 6 ? data : null;
    });
    expect(left).toMatchObject({ productId: bound });
  });

  it('is reserved with mints and other orders at the same time, and never sold beyond its supply', async () => {
    const shop = await openShop(graph);
    const { tokenId, productId } = await onSale(shop, 10);
    const lines = Array.from({ length: 8 }, () => newLine(productId, 2));
    const [reserved, mints] = await Promise.all([
      Promise.all(lines.map((line) => reserve([line]))),
      Promise.all(Array.from({ length: 6 }, () => mintToken(graph, shop, tokenId))),
    ]);
    const sold = reserved.filter(({ __typename }) => __typename === 'TokensReserved').length * 2;
    const minted = mints.filter(({ __typename }) => __typename === 'Mint').length;
    expect(await reservedOf(tokenId)).toBe(sold + minted);
    expect(sold + minted).toBeGreaterThanOrEqual(9);
    expect(sold + minted).toBeLessThanOrEqual(10);
    const held = lines[reserved.findIndex(({ __typename }) => __typename === 'TokensReserved')]!;
    expect(await reserve([held])).toMatchObject({ __typename: 'TokensReserved' });
    expect(await reservedOf(tokenId)).toBe(sold + minted);
    // All or none: the second line is one too many.
    expect(await reserve([newLine(productId, 10 - sold - minted || 1), newLine(productId)])).toMatchObject({
      __typename: 'TokensShort',
    });
    expect(await reserve([newLine(newProduct(shop))])).toMatchObject({ lines: [{ requested: 1, available: 0 }] });
  });

  it('gives items back after their time, and when the order ends, but keeps committed ones', async () => {
    const shop = await openShop(graph);
    const { tokenId, productId } = await onSale(shop, 3);
    const [late, kept] = [newLine(productId), newLine(productId, 2)];
    await reserve([late, kept], 60);
    const commit = (...lineIds: string[]) => asOrders('commitTokens', { lineIds });
    expect(await commit(kept.lineId)).toMatchObject({ __typename: 'TokensCommitted' });
    time = new Date(Date.now() + 61_000);
    try {
      await until('the time is over', async () => {
        await graph.subgraph.runJob('chain.expire-sales');
        return (await saleOf(late.lineId)).status === 'EXPIRED';
      });
      expect(await reservedOf(tokenId)).toBe(2);
      expect(await commit(late.lineId, kept.lineId)).toEqual({ __typename: 'TokensGone', lineIds: [late.lineId] });
      expect(await reserve([late])).toMatchObject({ __typename: 'TokensReserved' });
      expect(await commit(late.lineId)).toMatchObject({ __typename: 'TokensCommitted' });
    } finally {
      time = null;
    }
    await tell('cancelled', kept, newId('usr'));
    await untilSale(kept.lineId, 'RELEASED');
    expect(await reservedOf(tokenId)).toBe(1);
    expect(await reserve([kept])).toMatchObject({ __typename: 'TokensShort' });
  });
});

describe('a charged line', () => {
  const charged = async (productId: string, buyerId: string | null, quantity = 1) => {
    const line = newLine(productId, quantity);
    await reserve([line]);
    await asOrders('commitTokens', { lineIds: [line.lineId] });
    await tell('payment_changed', line, buyerId);
    return line;
  };
  const ends = async ({ orderId }: { orderId: string }) =>
    ((await graph.told('chain.sale.ended')) as EventsOf<typeof chainSale>[])
      .filter(({ subject }) => subject === orderId)
      .map(({ data }) => data.lines);

  it('is minted once for its buyer, also while the node is away, as the contract says', async () => {
    const shop = await openShop(graph);
    const { collectionId, productId } = await onSale(shop, 5);
    const buyer = someone() as UserViewer;
    await anvil.close();
    const line = await charged(productId, buyer.id, 2);
    await untilSale(line.lineId, 'MINTING');
    await tell('payment_changed', line, buyer.id);
    anvil = await start();
    await untilSale(line.lineId, 'MINTED');
    const { address } = await seeCollection(graph, collectionId);
    expect(await contractAt(anvil.url, address).balanceOf(await receivingAddress(buyer.id), 1)).toBe(2n);
    expect(await contractAt(anvil.url, address).minted(1)).toBe(2n);
    expect(await ends(line)).toEqual([[{ lineId: line.lineId, quantity: 2, isMinted: true }]]);

    const seen = async (as: UserViewer) => {
      const { data } = await graph.query(
        'query ($of: [_Any!]!) { _entities(representations: $of) { ... on OrderLine { mint { status amount } } } }',
        { of: [{ __typename: 'OrderLine', id: line.lineId }] },
        { as },
      );
      return data['_entities'][0].mint;
    };
    for (const as of [buyer, shop.member, someone('SUPPORT') as UserViewer]) {
      expect(await seen(as)).toEqual({ status: 'CONFIRMED', amount: 2 });
    }
    expect(await seen(someone() as UserViewer)).toBeNull();
  });

  it('that can never be minted fails, frees its supply and is reported once', async () => {
    const shop = await openShop(graph);
    const { collectionId, tokenId, productId } = await onSale(shop, 5);
    const buyer = someone() as UserViewer;
    const { address } = await seeCollection(graph, collectionId);
    // A contract that takes no tokens: the collection itself.
    await graph.pool.query(
      `INSERT INTO chain_wallet (id, user_id, address, kind, is_default, created_at) VALUES ($1, $2, $3, 'LINKED', true, now())`,
      [newId('cwl'), buyer.id, address.toLowerCase()],
    );
    const [line, erased] = [await charged(productId, buyer.id, 3), await charged(productId, null)];
    for (const { lineId } of [line, erased]) await untilSale(lineId, 'FAILED');
    expect(await reservedOf(tokenId)).toBe(0);
    expect(await ends(line)).toEqual([[{ lineId: line.lineId, quantity: 3, isMinted: false }]]);
    expect(await ends(erased)).toEqual([[{ lineId: erased.lineId, quantity: 1, isMinted: false }]]);
  });

  it('is not minted for a buyer who was erased before the order was charged', async () => {
    const shop = await openShop(graph);
    const { tokenId, productId } = await onSale(shop, 5);
    const buyer = newId('usr');
    const walletsOf = async () =>
      (await graph.pool.query('SELECT FROM chain_wallet WHERE user_id = $1', [buyer])).rows.length;
    await inTransaction(graph.pool, (tx) =>
      receivingAddressOf(tx, buyer, { sealKeys: [sealKey], now: () => new Date() }),
    );
    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    const fact = { subject: buyer, sequence: 2, data: {} };
    await graph.bus.publish('users.user', [newEvent(usersUser, 'erased', fact, { ...trail, now: () => new Date() })]);
    await until('the wallet is gone', async () => (await walletsOf()) === 0);
    const line = await charged(productId, buyer, 2);
    await untilSale(line.lineId, 'FAILED');
    expect([await walletsOf(), await reservedOf(tokenId)]).toEqual([0, 0]);
    expect(await ends(line)).toEqual([[{ lineId: line.lineId, quantity: 2, isMinted: false }]]);
  });

  it('counts for the month in which it was reserved, also when it is minted in the next one', async () => {
    const shop = await openShop(graph, { mintQuota: 2 });
    const { productId, tokenId } = await onSale(shop, 50);
    const usage = async (as = shop.member) => {
      const { data } = await graph.query(
        'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Store { mintUsage { used reserved quota resetsAt } } } }',
        { of: [{ __typename: 'Store', id: shop.storeId }] },
        { as },
      );
      return data['_entities'][0].mintUsage;
    };
    time = new Date('2030-11-30T23:59:59.000Z');
    try {
      await mintToken(graph, shop, tokenId);
      const line = newLine(productId);
      const month = { quota: 2, resetsAt: '2030-12-01T00:00:00.000Z' };
      expect(await usage()).toEqual({ used: 1, reserved: 0, ...month });
      expect(await reserve([line, newLine(productId)])).toMatchObject({ lines: [{ available: 0 }, { available: 0 }] });
      expect(await reserve([line])).toMatchObject({ __typename: 'TokensReserved' });
      expect(await usage()).toEqual({ used: 1, reserved: 1, ...month });
      expect(await mintToken(graph, shop, tokenId)).toMatchObject({ code: 'QUOTA_EXCEEDED' });
      await asOrders('commitTokens', { lineIds: [line.lineId] });
      time = new Date('2030-12-01T00:00:00.000Z');
      const next = { used: 0, reserved: 0, quota: 2, resetsAt: '2031-01-01T00:00:00.000Z' };
      expect(await usage()).toEqual(next);
      await tell('payment_changed', line, newId('usr'));
      await until('it is minted', async () => (await saleOf(line.lineId)).mint_id !== null);
      expect(await usage()).toEqual(next);
      time = new Date('2030-11-30T23:59:59.999Z');
      expect(await usage()).toEqual({ used: 2, reserved: 0, ...month });
    } finally {
      time = null;
    }
    expect(await usage(someone() as UserViewer)).toBeNull();
    await noteStore(graph.pool, shop.storeId, { status: 'INACTIVE' }, 9);
    expect(await reserve([newLine(productId)])).toMatchObject({ __typename: 'TokensShort' });
  });
});
