import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import type { Anvil } from '@soko/chain-simulator';
import { startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import Fastify from 'fastify';
import { chain } from '../index.ts';
import { noteStore } from '../store/stores.ts';
import {
  chainId,
  contractAt,
  createBoth,
  createCollection,
  createToken,
  mintToken,
  openShop,
  publicUrl,
  receiver,
  seeCollection,
  someone,
  startNode,
  untilMint,
  variables,
} from './chain-scene.ts';

let anvil: Anvil;
let graph: TestSubgraph;

beforeAll(async () => {
  anvil = await startNode();
  graph = await startTestSubgraph(chain, {
    env: variables(anvil.url),
  });
});
afterAll(async () => {
  await graph.close();
  await anvil.close();
});

describe('a collection', () => {
  it('is deployed, gets a token, and its items belong to their receiver, as the contract says', async () => {
    const shop = await openShop(graph);
    const royalties = { royaltyBasisPoints: 250, royaltyReceiver: receiver.toLowerCase() };
    const collection = await createCollection(graph, shop, royalties);
    expect(collection).toMatchObject({ __typename: 'Collection', status: 'PENDING', address: null });
    const token = await createToken(graph, shop, collection.id);
    expect(token).toMatchObject({ __typename: 'Token', number: 1, status: 'PENDING' });
    const mint = await mintToken(graph, shop, token.id, { amount: 3 });
    expect(mint).toMatchObject({ __typename: 'Mint', status: 'RESERVED', to: receiver, amount: 3 });

    const confirmed = await untilMint(graph, shop, mint.id, 'CONFIRMED');
    expect(confirmed).toMatchObject({ failure: null, token: { reserved: 3, minted: 3 } });
    expect(confirmed.transactionHash).toMatch(/^0x[\da-f]{64}$/);
    const { address, ...seen } = await seeCollection(graph, collection.id);
    expect(seen).toMatchObject({
      status: 'DEPLOYED',
      tokens: {
        edges: [{ node: { status: 'CREATED', metadataUrl: `${publicUrl}/metadata/${collection.id}/1.json` } }],
      },
    });

    const contract = contractAt(anvil.url, address);
    expect(await contract.balanceOf(receiver, 1)).toBe(3n);
    expect(await contract.maxSupply(1)).toBe(10n);
    expect(await contract.uri(1)).toBe(`${publicUrl}/metadata/${collection.id}/{id}.json`);
    expect(await contract.royaltyInfo(1, 10_000n)).toEqual([receiver, 250n]);

    const events = (await graph.told()).filter(({ subject }) => [collection.id, token.id, mint.id].includes(subject));
    expect(events.map(({ type, sequence }) => `${type} ${sequence}`)).toEqual([
      'chain.collection.created 1',
      'chain.token.added 1',
      'chain.mint.requested 1',
      'chain.collection.deploying 2',
      'chain.collection.deployed 3',
      'chain.token.created 2',
      'chain.mint.queued 2',
      'chain.mint.submitted 3',
      'chain.mint.confirmed 4',
    ]);
  });

  it('waits for the confirmations that are asked for', async () => {
    const node = await startNode();
    const careful = await startTestSubgraph(chain, { env: variables(node.url, { CHAIN_CONFIRMATIONS: '3' }) });
    try {
      const shop = await openShop(careful);
      const { id } = await createCollection(careful, shop);
      const statusOf = async () => {
        await careful.subgraph.runJob('chain.send-calls');
        return (await seeCollection(careful, id)).status;
      };
      await until('it is sent', async () => (await statusOf()) === 'DEPLOYING');
      const { rows } = await careful.pool.query<{ hash: string }>('SELECT hash FROM chain_transaction');
      await until('it is mined', () => node.call('eth_getTransactionReceipt', [rows[0]!.hash]));
      await node.call('anvil_mine', ['0x1']);
      expect(await statusOf()).toBe('DEPLOYING');
      await node.call('anvil_mine', ['0x1']);
      expect(await statusOf()).toBe('DEPLOYED');
    } finally {
      await careful.close();
      await node.close();
    }
  });

  it('is created once for one key', async () => {
    const shop = await openShop(graph);
    const idempotencyKey = newId('req');
    const [first, repeat] = await Promise.all([
      createCollection(graph, shop, { idempotencyKey }),
      createCollection(graph, shop, { idempotencyKey }),
    ]);
    expect(repeat).toEqual(first);
    const { rows } = await graph.pool.query('SELECT FROM collection WHERE store_id = $1', [shop.storeId]);
    expect(rows).toHaveLength(1);
    expect(await createCollection(graph, shop, { idempotencyKey, name: 'Sunset' })).toEqual({
      error: 'IDEMPOTENCY_MISMATCH',
    });
  });

  it('is created by administrators of the store and of Soko alone', async () => {
    const shop = await openShop(graph);
    const stranger = someone('SELLER') as typeof shop.admin;
    const support = someone('SUPPORT') as typeof shop.admin;
    for (const other of [shop.member, stranger, support]) {
      expect(await createCollection(graph, shop, {}, other)).toEqual({ error: 'FORBIDDEN' });
    }
    const { collectionId, tokenId } = await createBoth(graph, shop);
    for (const other of [shop.member, stranger, support]) {
      expect(await createToken(graph, shop, collectionId, {}, other)).toEqual({ error: 'FORBIDDEN' });
      expect(await mintToken(graph, shop, tokenId, {}, other)).toEqual({ error: 'FORBIDDEN' });
    }
    const administrator = someone('ADMIN') as typeof shop.admin;
    expect(await createCollection(graph, shop, {}, administrator)).toMatchObject({ __typename: 'Collection' });
  });

  it('is listed with the others of its store, newest first, in two statements', async () => {
    const shop = await openShop(graph);
    const ids = [];
    for (const name of ['One', 'Two', 'Three']) ids.push((await createCollection(graph, shop, { name })).id);
    const list = (first: number, after: string | null) =>
      graph.query(
        `query ($storeId: ID!, $first: Int, $after: String) { collections(storeId: $storeId, first: $first, after: $after) {
          edges { node { id } } pageInfo { hasNextPage endCursor } } }`,
        { storeId: shop.storeId, first, after },
      );
    const page = await list(2, null);
    expect(page.data['collections'].edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual([
      ids[2],
      ids[1],
    ]);
    const rest = await list(2, page.data['collections'].pageInfo.endCursor);
    expect(rest.data['collections']).toMatchObject({
      edges: [{ node: { id: ids[0] } }],
      pageInfo: { hasNextPage: false },
    });
    const { count } = await graph.statements(() => list(3, null));
    expect(count).toBe(1);
  });
});

describe('a mint', () => {
  it('is made once for one key, and never exceeds the supply', async () => {
    const shop = await openShop(graph);
    const { collectionId, tokenId } = await createBoth(graph, shop, { maxSupply: 5 });
    const idempotencyKey = newId('req');
    const twice = await Promise.all([1, 2].map(() => mintToken(graph, shop, tokenId, { idempotencyKey, amount: 2 })));
    expect(twice[1]).toEqual(twice[0]);
    const mints = await Promise.all(Array.from({ length: 8 }, () => mintToken(graph, shop, tokenId)));
    const made = mints.filter(({ __typename }) => __typename === 'Mint');
    expect(made).toHaveLength(3);
    expect(mints.filter(({ __typename }) => __typename === 'SupplyExhausted')).toHaveLength(5);
    expect(await mintToken(graph, shop, tokenId)).toMatchObject({ code: 'SUPPLY_EXHAUSTED', left: 0 });
    for (const { id } of [twice[0], ...made]) await untilMint(graph, shop, id, 'CONFIRMED');
    const { address } = await seeCollection(graph, collectionId);
    expect(await contractAt(anvil.url, address).minted(1)).toBe(5n);
  });

  it('counts for the plan of the store', async () => {
    const shop = await openShop(graph, { mintQuota: 2 });
    const { tokenId } = await createBoth(graph, shop);
    const mints = await Promise.all(Array.from({ length: 4 }, () => mintToken(graph, shop, tokenId)));
    expect(mints.filter(({ __typename }) => __typename === 'Mint')).toHaveLength(2);
    expect(mints.filter(({ code }) => code === 'QUOTA_EXCEEDED')).toHaveLength(2);
  });

  it('is seen by the team and support alone', async () => {
    const shop = await openShop(graph);
    const { tokenId } = await createBoth(graph, shop);
    const { id } = await mintToken(graph, shop, tokenId);
    const see = async (as: ReturnType<typeof someone>) =>
      (await graph.query('query ($id: ID!) { mint(id: $id) { id } }', { id }, { as })).data['mint'];
    expect(await Promise.all([shop.admin, shop.member, someone('SUPPORT')].map(see))).toEqual([{ id }, { id }, { id }]);
    expect(await Promise.all([someone(), someone('SELLER'), someone('WAREHOUSE')].map(see))).toEqual([
      null,
      null,
      null,
    ]);
    const following = (as: ReturnType<typeof someone>) =>
      graph.query('subscription ($id: ID!) { mintUpdated(mintId: $id) { status } }', { id }, { as, event: null });
    expect((await following(someone())).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect((await following(shop.member)).errors).toBeUndefined();
  });

  it('is refused for a store that is inactive, and for what is not an address', async () => {
    const shop = await openShop(graph);
    const { tokenId } = await createBoth(graph, shop);
    for (const to of ['0x', `0x${'0'.repeat(40)}`, receiver.replace(/[a-f]/, (letter) => letter.toUpperCase())]) {
      expect(await mintToken(graph, shop, tokenId, { to })).toEqual({ error: 'BAD_USER_INPUT' });
    }
    await noteStore(graph.pool, shop.storeId, { status: 'INACTIVE' }, 9);
    expect(await mintToken(graph, shop, tokenId)).toMatchObject({ code: 'STORE_INACTIVE' });
    expect(await createCollection(graph, shop)).toMatchObject({ code: 'STORE_INACTIVE' });
  });

  it('that the contract can never make fails, and frees its supply', async () => {
    const shop = await openShop(graph);
    const { collectionId, tokenId } = await createBoth(graph, shop);
    const sound = await mintToken(graph, shop, tokenId);
    await untilMint(graph, shop, sound.id, 'CONFIRMED');
    // A contract that takes no tokens: the collection itself.
    const { address: to } = await seeCollection(graph, collectionId);
    const { id } = await mintToken(graph, shop, tokenId, { to, amount: 4 });
    expect(await untilMint(graph, shop, id, 'FAILED')).toMatchObject({
      failure: 'REFUSED_BY_CONTRACT',
      transactionHash: null,
      token: { reserved: 1, minted: 1 },
    });
  });

  it('forgets who asked for it when they are erased', async () => {
    const shop = await openShop(graph);
    const { tokenId } = await createBoth(graph, shop);
    const { id } = await mintToken(graph, shop, tokenId);
    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    const fact = { subject: shop.admin.id, sequence: 2, data: {} };
    await graph.bus.publish('users.user', [newEvent(usersUser, 'erased', fact, { ...trail, now: () => new Date() })]);
    await until('nobody asked for it', async () => {
      const { rows } = await graph.pool.query('SELECT FROM mint WHERE id = $1 AND requested_by IS NULL', [id]);
      return rows.length === 1;
    });
  });
});

describe('the metadata of a token', () => {
  it('is at its address, in both spellings of its id', async () => {
    const shop = await openShop(graph);
    const { collectionId, tokenId } = await createBoth(graph, shop, {
      description: 'The sun over the bay.',
      imageUrl: 'https://pictures.example/sun.png',
    });
    expect(tokenId).toMatch(/^ctk_/);
    const app = Fastify();
    await graph.subgraph.routes(app);
    const get = (path: string) => app.inject({ url: `/metadata/${collectionId}/${path}` });
    const decimal = await get('1.json');
    expect(decimal.json()).toEqual({
      name: 'First light',
      description: 'The sun over the bay.',
      image: 'https://pictures.example/sun.png',
      decimals: 0,
      properties: { collection: 'Sunrise' },
    });
    const hex = await get(`${'1'.padStart(64, '0')}.json`);
    expect(hex.body).toBe(decimal.body);
    for (const path of ['2.json', '1', '01.json', 'x.json']) expect((await get(path)).statusCode).toBe(404);
    await app.close();
  });
});

describe('without a chain', () => {
  it('the rest answers, and what needs the chain is refused', async () => {
    const alone = await startTestSubgraph(chain, { env: { SOKO_PUBLIC_URL: publicUrl } });
    try {
      const shop = await openShop(alone);
      expect(await createCollection(alone, shop)).toMatchObject({ code: 'CHAIN_UNAVAILABLE' });
      await alone.subgraph.runJob('chain.send-calls');
      expect(await seeCollection(alone, newId('cct'))).toBeNull();
    } finally {
      await alone.close();
    }
  });

  it('of the id that is set, nothing is sent', async () => {
    const wrong = await startTestSubgraph(chain, { env: variables(anvil.url, { CHAIN_ID: String(chainId + 1) }) });
    try {
      const shop = await openShop(wrong);
      await createCollection(wrong, shop);
      await expect(wrong.subgraph.runJob('chain.send-calls')).rejects.toThrow(/CHAIN_ID/);
    } finally {
      await wrong.close();
    }
  });
});

describe('the claim page', () => {
  it('is served for every code, and asks nothing of other hosts', async () => {
    const app = Fastify();
    await graph.subgraph.routes(app);
    const [page, script, style] = await Promise.all(
      ['/claim/some-code', '/claim/page.js', '/claim/page.css'].map((url) => app.inject({ url })),
    );
    expect([page!, script!, style!].map(({ headers }) => headers['content-type'])).toEqual([
      'text/html; charset=utf-8',
      'text/javascript; charset=utf-8',
      'text/css; charset=utf-8',
    ]);
    expect(page!.headers['content-security-policy']).toContain("script-src 'self'");
    for (const { body } of [page!, script!, style!]) expect(body).not.toMatch(/https?:\/\//);
    await app.close();
  });
});
