import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Anvil, type HostedEngine, startHostedEngine } from '@soko/chain-simulator';
import { startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { chain } from '../index.ts';
import {
  contractAt,
  createBoth,
  mintToken,
  openShop,
  seeCollection,
  seeMint,
  startNode,
  variables,
} from './chain-scene.ts';

const signingKey = 'whsec_of_these_specs';

let anvil: Anvil;
let engine: HostedEngine;
let graph: TestSubgraph;
let app: FastifyInstance;

beforeAll(async () => {
  anvil = await startNode();
  engine = await startHostedEngine({ nodeUrl: anvil.url, signingKey });
  graph = await startTestSubgraph(chain, {
    env: variables(engine.url, { CHAIN_CONFIRMATIONS: '3', CHAIN_CALLBACK_KEYS: `another_key_of_old,${signingKey}` }),
  });
  app = Fastify();
  await graph.subgraph.routes(app);
});
afterAll(async () => {
  await app.close();
  await graph.close();
  await engine.close();
  await anvil.close();
});

async function post({ body, signature }: { body: string; signature: string }): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-alchemy-signature': signature };
  return (await app.inject({ method: 'POST', url: '/chain-callbacks/alchemy', headers, payload: body })).statusCode;
}

/** Makes the jobs of this process leave transactions alone, as while they have not had their turn. */
async function whileNoJobLooks(work: () => Promise<void>): Promise<void> {
  const other = await graph.pool.connect();
  const jobs = ['chain.send-calls', 'chain.look-back'];
  const lockOf = (job: string): string => `hashtextextended('soko.job.${job}', 0)`;
  try {
    for (const job of jobs) await other.query(`SELECT pg_advisory_lock(${lockOf(job)})`);
    await work();
  } finally {
    for (const job of jobs) await other.query(`SELECT pg_advisory_unlock(${lockOf(job)})`);
    other.release();
  }
}

const untilHas = (shop: Parameters<typeof seeMint>[1], id: string, status: string, look: () => Promise<unknown>) =>
  until(`the mint is ${status}`, async () => {
    await look();
    const mint = await seeMint(graph, shop, id);
    return mint.status === status ? mint : null;
  });

const mine = () => anvil.call('anvil_mine', ['0x1']);
const send = () => graph.subgraph.runJob('chain.send-calls');

describe('a callback of a hosted chain engine', () => {
  it('makes Soko look at the transaction that it names, and believes nothing else', async () => {
    const shop = await openShop(graph);
    // Mints of two collections: those of one that wait together share a transaction.
    const [one, other] = [await createBoth(graph, shop), await createBoth(graph, shop)];
    const mint = async ({ tokenId }: typeof one): Promise<string> => (await mintToken(graph, shop, tokenId)).id;
    for (const both of [one, other])
      await untilHas(shop, await mint(both), 'CONFIRMED', async () => {
        await mine();
        await send();
      });
    const [early, late] = [await mint(one), await mint(other)];
    const { transactionHash: earlyHash } = await untilHas(shop, early, 'SUBMITTED', send);
    const { transactionHash: lateHash } = await untilHas(shop, late, 'SUBMITTED', send);
    await whileNoJobLooks(async () => {
      const statuses = async () => [
        (await seeMint(graph, shop, early)).status,
        (await seeMint(graph, shop, late)).status,
      ];
      // It has no confirmations yet, whatever the callback says.
      const receipts = engine.asked('eth_getTransactionReceipt');
      expect(await post(engine.callbackOf([earlyHash]))).toBe(200);
      await until('Soko has looked', async () => engine.asked('eth_getTransactionReceipt') > receipts);
      await mine();
      await mine();
      // Forged: another key, another body, no signature.
      const signed = engine.callbackOf([earlyHash]);
      const forged = { ...signed, body: signed.body.replace('LOCAL', 'ETH_MAINNET') };
      for (const each of [forged, { ...signed, signature: '' }, { ...signed, signature: 'f'.repeat(64) }])
        expect(await post(each)).toBe(400);
      // Signed, and about a transaction that nobody knows.
      expect(await post(engine.callbackOf([`0x${'ab'.repeat(32)}`]))).toBe(200);
      // Right. Looks are made one after another, so that those before it are over.
      expect(await post(engine.callbackOf([lateHash]))).toBe(200);
      await untilHas(shop, late, 'CONFIRMED', async () => {});
      expect(await statuses()).toEqual(['SUBMITTED', 'CONFIRMED']);
      // Right, and then repeated: it counts once.
      expect(await post(signed)).toBe(200);
      await untilHas(shop, early, 'CONFIRMED', async () => {});
      expect(await post(signed)).toBe(200);
      const again = engine.callbackOf([earlyHash, lateHash]);
      for (let count = 0; count < 3; count += 1) expect(await post(again)).toBe(200);
    });
    const { address } = await seeCollection(graph, one.collectionId);
    expect(await contractAt(anvil.url, address).minted(1)).toBe(2n);
    const { rows } = await graph.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM outbox WHERE type = 'chain.mint.confirmed'`,
    );
    expect(rows).toEqual([{ count: 4 }]);
  });

  it('that cannot be followed up is answered all the same, and the job looks later', async () => {
    const shop = await openShop(graph);
    const { tokenId } = await createBoth(graph, shop);
    const { id } = await mintToken(graph, shop, tokenId);
    const { transactionHash } = await untilHas(shop, id, 'SUBMITTED', async () => {
      await send();
      if ((await seeMint(graph, shop, id)).status === 'RESERVED') await mine();
    });
    await whileNoJobLooks(async () => {
      engine.refuseNext(3);
      expect(await post(engine.callbackOf([transactionHash]))).toBe(200);
    });
    engine.refuseNext(0);
    await untilHas(shop, id, 'CONFIRMED', async () => {
      await mine();
      await send();
    });
  });

  it('has no address without a key', async () => {
    const closed = await startTestSubgraph(chain, { env: variables(anvil.url) });
    const other = Fastify();
    try {
      await closed.subgraph.routes(other);
      const payload = engine.callbackOf([]).body;
      const answer = await other.inject({ method: 'POST', url: '/chain-callbacks/alchemy', payload });
      expect(answer.statusCode).toBe(404);
    } finally {
      await other.close();
      await closed.close();
    }
  });
});
