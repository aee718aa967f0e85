import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { UserViewer } from '@soko/auth';
import type { Anvil } from '@soko/chain-simulator';
import { sokoCollection } from '@soko/contracts';
import { silentLogger } from '@soko/log';
import { startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { createWalletClient, http, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { createTransferFollower } from '../commands/follow-transfers.ts';
import { chain } from '../index.ts';
import { createOpenChain } from '../providers/open-chain.ts';
import {
  chainId,
  contractAt,
  createBoth,
  mintToken,
  openShop,
  seeCollection,
  type Shop,
  signerKey,
  someone,
  startNode,
  untilMint,
  variables,
} from './chain-scene.ts';
import { startGate } from './node-gate.ts';

/** Somebody with a key of their own. */
const collector = privateKeyToAccount(toHex(77n, { size: 32 }));
const friend = privateKeyToAccount(toHex(78n, { size: 32 })).address;

let anvil: Anvil;
let graph: TestSubgraph;
let shop: Shop;
let token: { collectionId: string; tokenId: string };
let address: string;

beforeAll(async () => {
  anvil = await startNode();
  graph = await startTestSubgraph(chain, { env: variables(anvil.url) });
  // The specs say when it looks.
  await graph.subgraph.stopWorking();
});
afterAll(async () => {
  await graph.close();
  await anvil.close();
});

const mint = async (to: string, amount: number) => {
  const { id } = await mintToken(graph, shop, token.tokenId, { to, amount });
  await untilMint(graph, shop, id, 'CONFIRMED');
  return id as string;
};

const follow = () => graph.subgraph.runJob('chain.follow-transfers');

const holdersOf = async (): Promise<Record<string, number>> => {
  const { data } = await graph.query('query ($id: ID!) { token(id: $id) { holders { nodes { owner amount } } } }', {
    id: token.tokenId,
  });
  const nodes = data['token'].holders.nodes as { owner: string; amount: number }[];
  return Object.fromEntries(nodes.map(({ owner, amount }) => [owner, amount]));
};

const tokensOf = async (owner: string | null, as?: UserViewer) => {
  const { data, errors } = await graph.query(
    'query ($owner: String) { tokensOf(owner: $owner) { nodes { owner amount token { id } } } }',
    { owner },
    as === undefined ? {} : { as },
  );
  return errors === undefined ? data['tokensOf'].nodes : errors[0]!.extensions?.['code'];
};

/** Moves items with the key of the collector, without Soko. */
async function moveOutside(amounts: Record<string, number>): Promise<void> {
  await anvil.call('anvil_setBalance', [collector.address, toHex(10n ** 20n)]);
  const wallet = createWalletClient({ account: collector, transport: http(anvil.url) });
  const ids = Object.keys(amounts).map(BigInt);
  const hash = await wallet.writeContract({
    chain: null,
    address: address as `0x${string}`,
    abi: sokoCollection.abi,
    functionName: 'safeBatchTransferFrom',
    args: [collector.address, friend, ids, Object.values(amounts).map(BigInt), '0x'],
  });
  await until('it is mined', () => anvil.call('eth_getTransactionReceipt', [hash]));
}

/** The newest block that was followed. */
async function newestFollowed(): Promise<number> {
  const { rows } = await graph.pool.query<{ newest: number }>(
    'SELECT max(number)::int AS newest FROM followed_block WHERE chain_id = $1',
    [chainId],
  );
  return rows[0]!.newest;
}

const head = async () => Number(await anvil.call<string>('eth_blockNumber'));

beforeEach(async () => {
  shop = await openShop(graph);
  token = await createBoth(graph, shop);
  await mint(collector.address, 3);
  ({ address } = await seeCollection(graph, token.collectionId));
  await follow();
});

describe('the items of an address', () => {
  it('are seen once they are minted to a custodial wallet, by its owner and by its address', async () => {
    const owner = someone() as UserViewer;
    const { data } = await graph.query(
      'mutation { createCustodialWallet { ... on ChainWallet { address } } }',
      {},
      { as: owner },
    );
    const own = data['createCustodialWallet'].address as string;
    await mint(own, 2);
    await follow();
    const held = [{ owner: own, amount: 2, token: { id: token.tokenId } }];
    expect(await tokensOf(own)).toEqual(held);
    expect(await tokensOf(own.toLowerCase())).toEqual(held);
    expect(await tokensOf(null, owner)).toEqual(held);
    expect(await tokensOf(null, someone() as UserViewer)).toEqual([]);
    expect(await tokensOf(null)).toBe('UNAUTHENTICATED');
    expect(await tokensOf('0x12')).toBe('BAD_USER_INPUT');
    expect(await holdersOf()).toEqual({ [collector.address]: 3, [own]: 2 });
  });

  it('are seen where their owner moves them without Soko', async () => {
    await moveOutside({ 1: 1 });
    await follow();
    expect(await holdersOf()).toEqual({ [collector.address]: 2, [friend]: 1 });
    await moveOutside({ 1: 2 });
    await follow();
    expect(await holdersOf()).toEqual({ [friend]: 3 });
    expect(await tokensOf(collector.address)).not.toContainEqual(
      expect.objectContaining({ token: { id: token.tokenId } }),
    );
  });

  it('are followed on when somebody moves none of tokens that no contract can have', async () => {
    const largest = String(2n ** 256n - 1n);
    const tooLarge = String(2n ** 31n);
    for (const id of [largest, tooLarge, '1']) await moveOutside({ [id]: 0 });
    await follow();
    expect(await newestFollowed()).toBe(await head());
    expect(await holdersOf()).toEqual({ [collector.address]: 3 });
    const { rows } = await graph.pool.query('SELECT FROM token_balance WHERE token_id = $1', [token.tokenId]);
    expect(rows).toHaveLength(1);
    await moveOutside({ 1: 1, [tooLarge]: 0, [largest]: 0 });
    await follow();
    expect(await holdersOf()).toEqual({ [collector.address]: 2, [friend]: 1 });
  });

  it('are read in shorter ranges from a node that refuses long ones', async () => {
    await moveOutside({ 1: 1 });
    await anvil.call('anvil_mine', ['0x14']);
    await moveOutside({ 1: 1 });
    const gate = await startGate(anvil.url, ({ method, params }) => {
      if (method !== 'eth_getLogs') return false;
      const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string };
      return Number(toBlock) - Number(fromBlock) >= 8;
    });
    try {
      const openChain = createOpenChain({ rpcUrl: gate.url, chainId, signer: { key: signerKey } });
      const services = { pool: graph.pool, openChain, log: silentLogger };
      const followShort = createTransferFollower(services, { confirmations: 1 });
      await until('the newest block is followed', async () => {
        await followShort();
        return (await newestFollowed()) === (await head());
      });
    } finally {
      await gate.close();
    }
    expect(await holdersOf()).toEqual({ [collector.address]: 1, [friend]: 2 });
  });

  it('are found among many contracts, of a node that limits the addresses of a question', async () => {
    await moveOutside({ 1: 1 });
    const gate = await startGate(anvil.url, ({ method, params }) => {
      if (method !== 'eth_getLogs') return false;
      return (params[0] as { address: string[] }).address.length > 100;
    });
    try {
      const node = await createOpenChain({ rpcUrl: gate.url, chainId, signer: { key: signerKey } })();
      const others = (count: number, first: number) =>
        Array.from({ length: count }, (_, index) => toHex(first + index, { size: 20 }));
      const contracts = [...others(150, 1_000), address.toLowerCase(), ...others(100, 2_000)];
      const found = await node.transfers(contracts, { from: 0, to: await head() });
      expect(found.filter(({ contract }) => contract !== address.toLowerCase())).toEqual([]);
      expect(found.map(({ to }) => to)).toEqual([collector.address, friend].map((each) => each.toLowerCase()));
    } finally {
      await gate.close();
    }
  });

  it('are right again after a reorganisation of 5 blocks, also after further blocks', async () => {
    await moveOutside({ 1: 1 });
    await mint(friend, 4);
    await follow();
    expect(await holdersOf()).toEqual({ [collector.address]: 2, [friend]: 5 });
    await anvil.call('anvil_mine', ['0x3']);
    // Drops the mint, and the transfer that nobody sends again.
    await anvil.call('anvil_reorg', [5, []]);
    const contract = contractAt(anvil.url, address);
    const seen = async (owner: string) => Number(await contract.balanceOf(owner, 1));
    expect(await seen(friend)).toBe(0);
    await follow();
    expect(await holdersOf()).toEqual({ [collector.address]: await seen(collector.address) });
    await until('the mint is back', async () => {
      await graph.subgraph.runJob('chain.look-back');
      await graph.subgraph.runJob('chain.send-calls');
      return (await seen(friend)) === 4;
    });
    await follow();
    expect(await holdersOf()).toEqual({ [collector.address]: 3, [friend]: 4 });
  });

  it('are asked for once by two processes at the same time', async () => {
    await mint(friend, 2);
    await moveOutside({ 1: 1 });
    const other = await graph.replica();
    try {
      await other.subgraph.stopWorking();
      await Promise.all([follow(), other.subgraph.runJob('chain.follow-transfers'), follow()]);
      await follow();
    } finally {
      await other.close();
    }
    expect(await holdersOf()).toEqual({ [collector.address]: 2, [friend]: 3 });
    expect(await newestFollowed()).toBe(await head());
  });

  it('are listed by page, the most first, in one statement a page', async () => {
    await mint(friend, 5);
    await follow();
    const list = (after: string | null) =>
      graph.query(
        `query ($id: ID!, $after: String) { token(id: $id) { holders(first: 1, after: $after) {
          nodes { owner amount } pageInfo { hasNextPage endCursor } } } }`,
        { id: token.tokenId, after },
      );
    const first = (await list(null)).data['token'].holders;
    expect(first).toMatchObject({ nodes: [{ owner: friend, amount: 5 }], pageInfo: { hasNextPage: true } });
    const { result, count } = await graph.statements(() => list(first.pageInfo.endCursor));
    expect(result.data['token'].holders).toMatchObject({
      nodes: [{ owner: collector.address, amount: 3 }],
      pageInfo: { hasNextPage: false },
    });
    expect(count).toBe(2);
  });
});
