import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Anvil } from '@soko/chain-simulator';
import { newId } from '@soko/ids';
import { startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { chain } from '../index.ts';
import { createCollection, createToken, openShop, startNode, variables } from './chain-scene.ts';

let anvil: Anvil;
let graph: TestSubgraph;

beforeAll(async () => {
  anvil = await startNode();
  graph = await startTestSubgraph(chain, {
    env: variables(anvil.url, { CHAIN_COLLECTIONS_PER_DAY: '22', CHAIN_TOKENS_PER_DAY: '5' }),
  });
});
afterAll(async () => {
  await graph?.close();
  await anvil?.close();
});

describe('a collection', () => {
  it('gets as many tokens in a day as the installation allows', async () => {
    const shop = await openShop(graph);
    const { id } = await createCollection(graph, shop);
    const first = { idempotencyKey: newId('req') };
    const token = await createToken(graph, shop, id, first);
    const made = await Promise.all(Array.from({ length: 5 }, () => createToken(graph, shop, id)));
    expect(made.filter(({ __typename }) => __typename === 'Token')).toHaveLength(4);
    expect(made.filter(({ error }) => error === 'RATE_LIMITED')).toHaveLength(1);
    expect(await createToken(graph, shop, id, first)).toMatchObject({ id: token.id });
  });

  it('is one of twenty of a store at most, and is asked for as often in a day as the installation allows', async () => {
    const shop = await openShop(graph);
    const first = { idempotencyKey: newId('req') };
    const collection = await createCollection(graph, shop, first);
    const made = await Promise.all(Array.from({ length: 22 }, () => createCollection(graph, shop)));
    expect(await createCollection(graph, shop, first)).toMatchObject({ id: collection.id });
    expect(made.filter(({ error }) => error === 'RATE_LIMITED')).toHaveLength(1);
    const kinds = made.map(({ __typename }) => __typename);
    expect(kinds.filter((kind) => kind === 'Collection')).toHaveLength(19);
    expect(kinds.filter((kind) => kind === 'CollectionLimitReached')).toHaveLength(2);
  });
});
