import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Anvil } from '@soko/chain-simulator';
import { createKafkaBus, createPostgresLog } from '@soko/event-bus';
import { commaList, readEnv } from '@soko/env';
import { silentLogger } from '@soko/log';
import {
  buildProgram,
  createTestDatabase,
  type Program,
  type RunningProgram,
  startTestSubgraph,
  type TestDatabase,
  type TestSubgraph,
  until,
} from '@soko/testing';
import { chain } from '../index.ts';
import {
  contractAt,
  createBoth,
  mintToken,
  openShop,
  receiver,
  seeCollection,
  type Shop,
  signer,
  startNode,
  untilMint,
  variables,
} from './chain-scene.ts';

/** Mints of the spec, each with a transaction of its own. */
const count = 1_000;

const brokers = readEnv({ KAFKA_BROKERS: commaList.optional() }).KAFKA_BROKERS ?? [];

describe(`two processes of the subgraph, with their events in ${brokers.length > 0 ? 'Kafka' : 'Postgres'}`, () => {
  let anvil: Anvil;
  let graph: TestSubgraph;
  let program: Program;
  let log: TestDatabase;
  let shop: Shop;
  let token: { collectionId: string; tokenId: string };
  const running: RunningProgram[] = [];

  const openBus = () =>
    brokers.length > 0
      ? createKafkaBus({ brokers, clientId: 'chain-spec', log: silentLogger, sessionTimeoutMs: 6_000 })
      : createPostgresLog({ url: log.connectionString, log: silentLogger });

  beforeAll(async () => {
    [anvil, program, log] = await Promise.all([
      startNode(),
      buildProgram(join(import.meta.dirname, 'process-program.ts')),
      createTestDatabase(),
    ]);
    graph = await startTestSubgraph(chain, { env: variables(anvil.url), openBus });
    shop = await openShop(graph, { mintQuota: count + 1 });
    token = await createBoth(graph, shop, { maxSupply: count + 1 });
    const first = await mintToken(graph, shop, token.tokenId);
    await untilMint(graph, shop, first.id, 'CONFIRMED');
    // From here on only the two processes work on calls.
    await graph.subgraph.stopWorking();
  });
  afterEach(async () => {
    for (const { child, kill } of running.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) await kill();
    }
  });
  afterAll(async () => {
    await graph.close();
    await log.drop();
    await program.remove();
    await anvil.close();
  });

  async function run(): Promise<RunningProgram> {
    const started = program.run({
      DATABASE_URL: graph.pool.options.connectionString!,
      LOG_URL: log.connectionString,
      BROKERS: brokers.join(','),
      ...variables(anvil.url),
    });
    running.push(started);
    await until('it works', () => {
      if (started.child.exitCode !== null) throw new Error(`It ended: ${started.output()}`);
      return started.output().includes('joined');
    });
    return started;
  }

  const confirmed = async (): Promise<number> => {
    const { rows } = await graph.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM mint WHERE status = 'CONFIRMED'`,
    );
    return rows[0]!.count;
  };

  it(`use no nonce twice in ${count} mints, also when one of them is killed`, async () => {
    const [first] = [await run(), await run()];
    for (let made = 0; made < count; made += 50) {
      const mints = await Promise.all(Array.from({ length: 50 }, () => mintToken(graph, shop, token.tokenId)));
      expect(new Set(mints.map(({ __typename }) => __typename))).toEqual(new Set(['Mint']));
    }
    await until('a part is minted', async () => (await confirmed()) > 100);
    await first.kill();
    await run();
    await until('all are minted', async () => (await confirmed()) === count + 1, 600_000);
    const { address } = await seeCollection(graph, token.collectionId);
    expect(await contractAt(anvil.url, address).balanceOf(receiver, 1)).toBe(BigInt(count + 1));
    // The collection, the token and the mints: each call has one nonce, and there is none between them.
    const calls = count + 3;
    const { rows } = await graph.pool.query<{ nonces: number; calls: number; last: number }>(
      'SELECT count(*)::int AS nonces, count(DISTINCT call_id)::int AS calls, max(nonce) AS last FROM chain_nonce',
    );
    expect(rows).toEqual([{ nonces: calls, calls, last: calls - 1 }]);
    expect(Number(await anvil.call('eth_getTransactionCount', [signer, 'latest']))).toBe(calls);
    const told = await graph.told('chain.mint.confirmed');
    expect(new Set(told.map(({ subject }) => subject)).size).toBe(count + 1);
  }, 900_000);

  it('publish the confirmation of each mint', async () => {
    const { rows } = await graph.pool.query<{ id: string }>('SELECT id FROM mint');
    const waiting = new Set(rows.map(({ id }) => id));
    const subscription = await graph.bus.subscribe({
      group: `spec-${token.tokenId}`,
      topics: ['chain.mint'],
      handler: async ({ envelope: { type, subject } }) => {
        if (type === 'chain.mint.confirmed') waiting.delete(subject);
      },
    });
    await until('all are published', () => waiting.size === 0);
    await subscription.close();
  });
});
