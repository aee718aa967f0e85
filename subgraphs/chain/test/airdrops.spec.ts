import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Anvil } from '@soko/chain-simulator';
import { newId } from '@soko/ids';
import { startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { getAddress, toHex } from 'viem';
import { chain } from '../index.ts';
import {
  contractAt,
  createBoth,
  mintToken,
  openShop,
  seeCollection,
  type Shop,
  someone,
  startNode,
  variables,
} from './chain-scene.ts';

/** Receivers of the large airdrop: AIRDROP_SIZE=5000 tells the time and the gas of the figures in the README. */
// oxlint-disable-next-line node/no-process-env
const asked = process.env['AIRDROP_SIZE'];
const size = Number(asked ?? 250);

let anvil: Anvil;
let graph: TestSubgraph;

beforeAll(async () => {
  anvil = await startNode();
  graph = await startTestSubgraph(chain, { env: variables(anvil.url) });
});
afterAll(async () => {
  await graph.close();
  await anvil.close();
});

const receivers = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => getAddress(toHex(1_000_000n + BigInt(index), { size: 20 })));

const refusal = '... on UserError { code message }';
const fields = 'id status total amount progress { waiting queued submitted confirmed failed }';

async function mutate(as: ReturnType<typeof someone>, name: string, selection: string, input: object) {
  const { data, errors } = await graph.query(
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${selection} } }`,
    { input },
    { as },
  );
  return errors === undefined ? data[name] : { error: errors[0]!.extensions?.['code'] };
}

const create = ({ admin }: Shop, tokenId: string, more: object = {}, as: ReturnType<typeof someone> = admin) =>
  mutate(as, 'createAirdrop', fields, { idempotencyKey: newId('req'), tokenId, addresses: receivers(3), ...more });

const send = (as: ReturnType<typeof someone>, airdropId: string) =>
  mutate(as, 'sendAirdrop', `... on Airdrop { ${fields} } ${refusal}`, { airdropId });

const cancel = (as: ReturnType<typeof someone>, airdropId: string) =>
  mutate(as, 'cancelAirdrop', `... on Airdrop { ${fields} } ${refusal}`, { airdropId });

async function see(as: ReturnType<typeof someone>, id: string) {
  const { data } = await graph.query(`query ($id: ID!) { airdrop(id: $id) { ${fields} } }`, { id }, { as });
  return data['airdrop'];
}

const reservedOf = async (tokenId: string): Promise<number> => {
  const { rows } = await graph.pool.query<{ reserved: number }>('SELECT reserved FROM token WHERE id = $1', [tokenId]);
  return rows[0]!.reserved;
};

describe('an airdrop', () => {
  it('gives each receiver an item, in batches', async () => {
    const shop = await openShop(graph, { mintQuota: size });
    const { collectionId, tokenId } = await createBoth(graph, shop, { maxSupply: size });
    const addresses = receivers(size);
    const { id } = await create(shop, tokenId, { addresses: [...addresses, addresses[0]!.toLowerCase()] });
    const startedAt = performance.now();
    expect(await send(shop.admin, id)).toMatchObject({ status: 'SENDING', total: size });
    expect(await send(shop.admin, id)).toMatchObject({ status: 'SENDING' });
    expect(await reservedOf(tokenId)).toBe(size);
    // Supply and plan are used up before the first mint is made.
    expect(await mintToken(graph, shop, tokenId)).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    await until(
      'all have their items',
      async () => {
        for (const job of ['chain.make-airdrops', 'chain.send-calls']) await graph.subgraph.runJob(job);
        return (await see(shop.member, id)).status === 'DONE';
      },
      size * 200 + 60_000,
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(await see(shop.admin, id)).toMatchObject({
      progress: { waiting: 0, queued: 0, submitted: 0, confirmed: size, failed: 0 },
    });
    const { address } = await seeCollection(graph, collectionId);
    const contract = contractAt(anvil.url, address);
    expect(await contract.minted(1)).toBe(BigInt(size));
    expect(await contract.balanceOf(addresses[0]!, 1)).toBe(1n);
    expect(await contract.balanceOf(addresses.at(-1)!, 1)).toBe(1n);
    const { rows } = await graph.pool.query<{ hash: string }>(
      `SELECT DISTINCT transaction_hash AS hash FROM mint WHERE token_id = $1`,
      [tokenId],
    );
    expect(rows.length).toBeLessThanOrEqual(Math.ceil(size / 100) + 1);
    let gas = 0n;
    for (const { hash } of rows) {
      const { gasUsed } = await anvil.call<{ gasUsed: string }>('eth_getTransactionReceipt', [hash]);
      gas += BigInt(gasUsed);
    }
    const perItem = gas / BigInt(size);
    expect(perItem).toBeLessThan(100_000n);
    if (asked !== undefined) {
      process.stdout.write(`${size} receivers: ${seconds.toFixed(1)} s, ${rows.length} transactions, ${gas} gas\n`);
    }
  });

  it('reserves for all receivers, or for none', async () => {
    const shop = await openShop(graph, { mintQuota: 3 });
    const { tokenId } = await createBoth(graph, shop, { maxSupply: 5 });
    const { id } = await create(shop, tokenId, { amount: 2 });
    expect(await send(shop.admin, id)).toMatchObject({ code: 'SUPPLY_EXHAUSTED' });
    const { id: large } = await create(shop, tokenId, { addresses: receivers(4) });
    expect(await send(shop.admin, large)).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect(await reservedOf(tokenId)).toBe(0);
    expect(await see(shop.admin, id)).toMatchObject({ status: 'DRAFT' });
  });

  it('is cancelled before it is sent, and only then', async () => {
    const shop = await openShop(graph);
    const { tokenId } = await createBoth(graph, shop);
    const [sent, draft] = [await create(shop, tokenId), await create(shop, tokenId)];
    await send(shop.admin, sent.id);
    expect(await cancel(shop.admin, sent.id)).toMatchObject({ code: 'AIRDROP_NOT_DRAFT' });
    expect(await cancel(shop.admin, draft.id)).toMatchObject({ status: 'CANCELLED' });
    expect(await cancel(shop.admin, draft.id)).toMatchObject({ status: 'CANCELLED' });
    expect(await send(shop.admin, draft.id)).toMatchObject({ code: 'AIRDROP_NOT_DRAFT' });
  });

  it('belongs to the administrators of its store, and is seen by its team', async () => {
    const shop = await openShop(graph);
    const { tokenId } = await createBoth(graph, shop);
    const { id } = await create(shop, tokenId);
    for (const other of [shop.member, someone()]) {
      expect(await create(shop, tokenId, {}, other)).toEqual({ error: 'FORBIDDEN' });
      expect(await send(other, id)).toEqual({ error: 'NOT_FOUND' });
      expect(await cancel(other, id)).toEqual({ error: 'NOT_FOUND' });
    }
    expect(await see(shop.member, id)).toMatchObject({ id });
    expect(await see(someone(), id)).toBeNull();
    expect(await create(shop, tokenId, { addresses: [] })).toEqual({ error: 'BAD_USER_INPUT' });
  });
});
