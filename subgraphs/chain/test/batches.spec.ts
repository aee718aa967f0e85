import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Anvil } from '@soko/chain-simulator';
import { silentLogger } from '@soko/log';
import { startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { createCallQueue } from '../commands/call-queue.ts';
import { chain } from '../index.ts';
import { createOpenChain } from '../providers/open-chain.ts';
import {
  chainId,
  contractAt,
  createBoth,
  mintToken,
  openShop,
  publicUrl,
  seeCollection,
  seeMint,
  type Shop,
  signerKey,
  startNode,
  variables,
} from './chain-scene.ts';

let anvil: Anvil;
let graph: TestSubgraph;
let shop: Shop;
/** Time that has passed for the subgraph beside that of the machine. */
let laterMs = 0;

beforeAll(async () => {
  anvil = await startNode();
  graph = await startTestSubgraph(chain, {
    env: variables(anvil.url, { CHAIN_CONFIRMATIONS: '2' }),
    now: () => new Date(Date.now() + laterMs),
  });
  shop = await openShop(graph);
  // The specs say when the queue looks.
  await graph.subgraph.stopWorking();
});
afterAll(async () => {
  await graph.close();
  await anvil.close();
});

/** Mines a block, so that what was sent gets its confirmations, and has the queue look. */
async function goOn(): Promise<void> {
  await anvil.call('anvil_mine', ['0x1']);
  await graph.subgraph.runJob('chain.send-calls');
}

/** A token that the contract has. */
async function tokenOnChain(): Promise<{ tokenId: string; address: string }> {
  const { collectionId, tokenId } = await createBoth(graph, shop, { maxSupply: 1_000 });
  const { address } = await until('the contract has the token', async () => {
    await goOn();
    const seen = await seeCollection(graph, collectionId);
    return seen.tokens.edges[0].node.status === 'CREATED' ? seen : null;
  });
  return { tokenId, address };
}

const minted = (address: string): Promise<bigint> => contractAt(anvil.url, address).minted(1);

/** A promise, and what ends its waiting. */
function signal(): { given: Promise<void>; give: () => void } {
  let give!: () => void;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

/** A queue without the lock of the job, as when its connection was lost, that does something before it asks for the gas of a call. */
function queueThat(before: () => Promise<void>) {
  const open = createOpenChain({ rpcUrl: anvil.url, chainId, signer: { key: signerKey } });
  const openChain = async () => {
    const node = await open();
    const estimate: typeof node.estimate = async (call) => {
      await before();
      return node.estimate(call);
    };
    return { ...node, estimate };
  };
  const now = () => new Date(Date.now() + laterMs);
  const services = { pool: graph.pool, openChain, publicUrl, log: silentLogger, now };
  return createCallQueue(services, { confirmations: 2, stuckMs: 180_000 });
}

describe('mints that wait together', () => {
  const statusesOf = async (ids: readonly string[]): Promise<string[]> =>
    (await Promise.all(ids.map((id) => seeMint(graph, shop, id)))).map(({ status }) => status);

  const mints = async (tokenId: string, count: number, more: object = {}): Promise<string[]> => {
    const made = await Promise.all(Array.from({ length: count }, () => mintToken(graph, shop, tokenId, more)));
    return made.map(({ id }) => id);
  };

  const untilEnded = (ids: readonly string[]) =>
    until('the mints have ended', async () => {
      laterMs += 1_000;
      await goOn();
      const statuses = await statusesOf(ids);
      return statuses.every((status) => status === 'CONFIRMED' || status === 'FAILED') ? statuses : null;
    });

  it('are made in one transaction, which a reorganisation of 5 blocks takes back and which is made again', async () => {
    const { tokenId, address } = await tokenOnChain();
    const ids = await mints(tokenId, 4);
    await untilEnded(ids);
    const hashes = await Promise.all(ids.map(async (id) => (await seeMint(graph, shop, id)).transactionHash));
    expect(new Set(hashes).size).toBe(1);
    expect(await minted(address)).toBe(4n);
    await anvil.call('anvil_reorg', [5, []]);
    await graph.subgraph.runJob('chain.look-back');
    expect(await statusesOf(ids)).toEqual(ids.map(() => 'SUBMITTED'));
    expect(await seeMint(graph, shop, ids[0]!)).toMatchObject({ token: { reserved: 4, minted: 0 } });
    await untilEnded(ids);
    expect(await minted(address)).toBe(4n);
  });

  it('are made one by one when a receiver refuses, and only that mint fails', async () => {
    const { tokenId, address } = await tokenOnChain();
    const sound = await mints(tokenId, 3);
    // A contract that takes no tokens: the collection itself.
    const [refused] = await mints(tokenId, 1, { to: address });
    expect(await untilEnded([...sound, refused!])).toEqual(['CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'FAILED']);
    expect(await minted(address)).toBe(3n);
    expect(await seeMint(graph, shop, refused!)).toMatchObject({
      failure: 'REFUSED_BY_CONTRACT',
      token: { reserved: 3, minted: 3 },
    });
  });

  it('are made one by one when their transaction was mined without effect', async () => {
    const { tokenId, address } = await tokenOnChain();
    const late = '0x' + '90'.repeat(19) + '03';
    const ids = [...(await mints(tokenId, 2)), ...(await mints(tokenId, 1, { to: late }))];
    await anvil.call('evm_setAutomine', [false]);
    await graph.subgraph.runJob('chain.send-calls');
    expect(await statusesOf(ids)).toEqual(ids.map(() => 'SUBMITTED'));
    // The receiver becomes a contract that refuses, after the estimate.
    await anvil.call('anvil_setCode', [late, '0xfd']);
    await anvil.call('evm_setAutomine', [true]);
    laterMs += 10_000;
    await until('the batch is split', async () => {
      await goOn();
      const { rows } = await graph.pool.query(
        `SELECT FROM chain_call WHERE kind = 'MINT_BATCH' AND status = 'SPLIT' AND subject_id = ANY($1)`,
        [ids],
      );
      return rows.length === 1;
    });
    expect(await untilEnded(ids)).toEqual(['CONFIRMED', 'CONFIRMED', 'FAILED']);
    expect(await minted(address)).toBe(2n);
  });

  it('are made once when one process gathers a mint that another is about to send alone', async () => {
    const { tokenId, address } = await tokenOnChain();
    const ids = await mints(tokenId, 1);
    const [gathered, ended] = [signal(), signal()];
    const gathering: Promise<void>[] = [];
    const gatherer = queueThat(async () => {
      gathered.give();
      await ended.given;
    });
    const sender = queueThat(async () => {
      ids.push(...(await mints(tokenId, 1)));
      gathering.push(gatherer.run().finally(gathered.give));
      await gathered.given;
    });
    await sender.run();
    ended.give();
    await Promise.all(gathering);
    await untilEnded(ids);
    expect(await minted(address)).toBe(2n);
    expect(await seeMint(graph, shop, ids[0]!)).toMatchObject({ token: { reserved: 2, minted: 2 } });
    const { rows } = await graph.pool.query(
      'SELECT c.kind FROM chain_nonce n JOIN chain_call c ON c.id = n.call_id WHERE c.subject_id = ANY($1)',
      [ids],
    );
    expect(rows).toEqual([{ kind: 'MINT_BATCH' }]);
  });
});
