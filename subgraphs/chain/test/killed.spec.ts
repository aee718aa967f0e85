import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Anvil } from '@soko/chain-simulator';
import { newId } from '@soko/ids';
import {
  buildProgram,
  type Program,
  type RunningProgram,
  startTestSubgraph,
  type TestSubgraph,
  until,
} from '@soko/testing';
import { getAddress, toHex } from 'viem';
import { chain } from '../index.ts';
import {
  contractAt,
  createBoth,
  mintToken,
  openShop,
  receiver,
  seeCollection,
  seeMint,
  type Shop,
  startNode,
  untilMint,
  variables,
} from './chain-scene.ts';
import { startGate } from './node-gate.ts';

/** Receivers of the airdrop: AIRDROP_SIZE=5000 tells the time and the gas of the figures in the README. */
// oxlint-disable-next-line node/no-process-env
const asked = process.env['AIRDROP_SIZE'];
const size = Number(asked ?? 510);

describe('a process of its own that mints', () => {
  let anvil: Anvil;
  let gate: Awaited<ReturnType<typeof startGate>>;
  let graph: TestSubgraph;
  let program: Program;
  let shop: Shop;
  let token: { collectionId: string; tokenId: string };
  let databaseUrl: string;
  let running: RunningProgram | null = null;

  beforeAll(async () => {
    [anvil, program] = await Promise.all([startNode(), buildProgram(join(import.meta.dirname, 'queue-program.ts'))]);
    graph = await startTestSubgraph(chain, { env: variables(anvil.url) });
    shop = await openShop(graph, { mintQuota: size + 500 });
    token = await createBoth(graph, shop, { maxSupply: size + 190 });
    const first = await mintToken(graph, shop, token.tokenId);
    await untilMint(graph, shop, first.id, 'CONFIRMED');
    databaseUrl = graph.pool.options.connectionString!;
    // From here on only the program works on calls.
    await graph.subgraph.stopWorking();
  });
  beforeEach(async () => {
    gate = await startGate(anvil.url);
  });
  afterEach(async () => {
    if (running?.child.exitCode === null && running.child.signalCode === null) await running.kill();
    await gate.close();
  });
  afterAll(async () => {
    await graph.close();
    await program.remove();
    await anvil.close();
  });

  const run = (rpcUrl: string): RunningProgram =>
    (running = program.run({ DATABASE_URL: databaseUrl, ...variables(rpcUrl) }));

  const minted = async (): Promise<bigint> => {
    const { address } = await seeCollection(graph, token.collectionId);
    return contractAt(anvil.url, address).balanceOf(receiver, 1);
  };

  const mints = async (count: number): Promise<string[]> => {
    const made = await Promise.all(Array.from({ length: count }, () => mintToken(graph, shop, token.tokenId)));
    return made.map(({ id }) => id);
  };

  const statusesOf = async (ids: readonly string[]): Promise<string[]> => {
    const seen = await Promise.all(ids.map((id) => seeMint(graph, shop, id)));
    return seen.map(({ status }) => status);
  };

  const expectOneMore = (id: string, before: bigint) => expectMore([id], before);

  /** Other processes finish the mints, and the contract has one item more for each than `before`. */
  async function expectMore(ids: readonly string[], before: bigint): Promise<void> {
    await until('the mints are confirmed', async () => {
      const next = run(anvil.url);
      await until('its turn is over', () => next.child.exitCode !== null);
      expect([next.child.exitCode, next.output()]).toEqual([0, '']);
      return (await statusesOf(ids)).every((status) => status === 'CONFIRMED');
    });
    expect(await minted()).toBe(before + BigInt(ids.length));
    const { rows } = await graph.pool.query<{ calls: number; nonces: number; last: number }>(
      `SELECT count(DISTINCT call_id)::int AS calls, count(*)::int AS nonces, max(nonce)::int AS last FROM chain_nonce`,
    );
    expect(rows[0]!.nonces).toBe(rows[0]!.calls);
    expect(rows[0]!.last).toBe(rows[0]!.nonces - 1);
  }

  it.each([
    ['a mint', 1],
    ['a batch of mints', 3],
  ])('is killed after it has signed %s and before it has saved: nothing was sent', async (_name, count) => {
    const before = await minted();
    const ids = await mints(count);
    const client = await graph.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('LOCK TABLE chain_transaction IN EXCLUSIVE MODE');
      run(gate.url);
      await until('it has signed, and waits to save', async () => {
        const { rows } = await graph.pool.query(
          `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO chain_transaction%'`,
        );
        return rows.length > 0;
      });
      await running!.kill();
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    await until('its transaction is over', async () => {
      const { rows } = await graph.pool.query(
        `SELECT FROM pg_stat_activity WHERE query LIKE 'INSERT INTO chain_transaction%' AND state <> 'idle' AND pid <> pg_backend_pid()`,
      );
      return rows.length === 0;
    });
    for (const id of ids) {
      expect(await seeMint(graph, shop, id)).toMatchObject({ status: 'QUEUED', transactionHash: null });
    }
    await expectMore(ids, before);
  });

  it('is killed before it sends: the next one sends the saved transaction', async () => {
    const before = await minted();
    const { id } = await mintToken(graph, shop, token.tokenId);
    gate.hold('eth_sendRawTransaction', false);
    run(gate.url);
    await until('it sends', () => gate.reached() > 0);
    await running!.kill();
    const { status, transactionHash } = await seeMint(graph, shop, id);
    expect(status).toBe('SUBMITTED');
    expect(await minted()).toBe(before);
    await expectOneMore(id, before);
    expect(await seeMint(graph, shop, id)).toMatchObject({ transactionHash });
  });

  it.each([
    ['a mint', 1],
    ['a batch of mints', 3],
  ])('is killed after the node has taken the transaction of %s: the next one finds it', async (_name, count) => {
    const before = await minted();
    const ids = await mints(count);
    gate.hold('eth_sendRawTransaction', true);
    run(gate.url);
    await until('it has sent', () => gate.reached() > 0);
    await running!.kill();
    expect(new Set(await statusesOf(ids))).toEqual(new Set(['SUBMITTED']));
    const { transactionHash } = await seeMint(graph, shop, ids[0]!);
    await expectMore(ids, before);
    for (const id of ids) expect(await seeMint(graph, shop, id)).toMatchObject({ transactionHash });
  });

  it('is killed before it has seen the confirmation: the next one sees it', async () => {
    const before = await minted();
    const { id } = await mintToken(graph, shop, token.tokenId);
    gate.hold('eth_getTransactionReceipt', true);
    run(gate.url);
    await until('it looks', () => {
      // Its turn was over before the node had mined the transaction.
      if (running!.child.exitCode !== null) run(gate.url);
      return gate.reached() > 0;
    });
    await running!.kill();
    expect(await seeMint(graph, shop, id)).toMatchObject({ status: 'SUBMITTED' });
    await expectOneMore(id, before);
  });

  it('is killed while it saves what it has read of balances: the next one reads them again', async () => {
    const before = await minted();
    const { id } = await mintToken(graph, shop, token.tokenId);
    await expectOneMore(id, before);
    const saved = async () => {
      const { rows } = await graph.pool.query<{ newest: string | null; held: number }>(
        `SELECT (SELECT max(number) FROM followed_block) AS newest,
          (SELECT coalesce(sum(amount), 0)::int FROM token_balance WHERE owner = lower($1)) AS held`,
        [receiver],
      );
      return rows[0]!;
    };
    expect((await saved()).held).toBe(Number(before + 1n));
    const { id: next } = await mintToken(graph, shop, token.tokenId);
    const known = await saved();
    const client = await graph.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('LOCK TABLE token_balance IN EXCLUSIVE MODE');
      await until('it waits to save balances', async () => {
        if (running!.child.exitCode !== null) run(anvil.url);
        const { rows } = await graph.pool.query(
          `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO token_balance%'`,
        );
        return rows.length > 0;
      });
      await running!.kill();
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    await until('its transaction is over', async () => {
      const { rows } = await graph.pool.query(
        `SELECT FROM pg_stat_activity WHERE query LIKE 'INSERT INTO token_balance%' AND state <> 'idle' AND pid <> pg_backend_pid()`,
      );
      return rows.length === 0;
    });
    expect(await saved()).toEqual(known);
    await until('the next one has read them', async () => {
      const other = run(anvil.url);
      await until('its turn is over', () => other.child.exitCode !== null);
      return (await saved()).held === Number(before + 2n);
    });
    expect((await seeMint(graph, shop, next)).status).not.toBe('FAILED');
  });

  it('is killed in the middle of an airdrop, twice: each receiver gets one item', async () => {
    const addresses = Array.from({ length: size }, (_, index) =>
      getAddress(toHex(5_000_000n + BigInt(index), { size: 20 })),
    );
    const as = shop.admin;
    const input = { idempotencyKey: newId('req'), tokenId: token.tokenId, addresses };
    const { data } = await graph.query(
      'mutation ($input: CreateAirdropInput!) { createAirdrop(input: $input) { id } }',
      { input },
      { as },
    );
    const { id } = data['createAirdrop'];
    await graph.query('mutation ($id: ID!) { sendAirdrop(input: { airdropId: $id }) { __typename } }', { id }, { as });
    const progress = async () => {
      const fields = 'status progress { waiting queued submitted confirmed failed }';
      const plan = '_entities(representations: $of) { ... on Store { mintUsage { reserved } } }';
      const seen = await graph.query(
        `query ($id: ID!, $of: [_Any!]!) { airdrop(id: $id) { ${fields} } ${plan} }`,
        { id, of: [{ __typename: 'Store', id: shop.storeId }] },
        { as },
      );
      return { ...seen.data['airdrop'], reserved: seen.data['_entities'][0].mintUsage.reserved };
    };
    expect(await progress()).toMatchObject({ status: 'SENDING', reserved: size });
    const startedAt = performance.now();
    const client = await graph.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT FROM airdrop_recipient WHERE airdrop_id = $1 AND number = 505 FOR UPDATE', [id]);
      run(gate.url);
      await until('it waits to save the second page of mints', async () => {
        const { rows } = await graph.pool.query(
          `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%UPDATE airdrop_recipient%'`,
        );
        return rows.length > 0;
      });
      await running!.kill();
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    await until('its transaction is over', async () => {
      const { rows } = await graph.pool.query(
        `SELECT FROM pg_stat_activity WHERE query LIKE '%UPDATE airdrop_recipient%' AND state <> 'idle' AND pid <> pg_backend_pid()`,
      );
      return rows.length === 0;
    });
    expect(await progress()).toMatchObject({
      progress: { waiting: size - 500, queued: 500 },
      reserved: size - 500,
    });
    gate.hold('eth_sendRawTransaction', true);
    run(gate.url);
    await until('it has sent a batch', () => gate.reached() > 0);
    await running!.kill();
    expect(await progress()).toMatchObject({ status: 'SENDING', progress: { waiting: 0, confirmed: 0 }, reserved: 0 });
    await until(
      'all have their items',
      async () => {
        const next = run(anvil.url);
        await until('its turn is over', () => next.child.exitCode !== null);
        expect([next.child.exitCode, next.output()]).toEqual([0, '']);
        return (await progress()).status === 'DONE';
      },
      size * 200 + 60_000,
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(await progress()).toMatchObject({ progress: { confirmed: size, failed: 0 } });
    const { address } = await seeCollection(graph, token.collectionId);
    const contract = contractAt(anvil.url, address);
    const balances = await Promise.all(addresses.map((owner) => contract.balanceOf(owner, 1)));
    expect(new Set(balances)).toEqual(new Set([1n]));
    if (asked !== undefined) {
      const { rows } = await graph.pool.query<{ hash: string }>(
        `SELECT DISTINCT transaction_hash AS hash FROM mint JOIN airdrop_recipient ON mint_id = id WHERE airdrop_id = $1`,
        [id],
      );
      let gas = 0n;
      for (const { hash } of rows) {
        const receipt = await anvil.call<{ gasUsed: string }>('eth_getTransactionReceipt', [hash]);
        gas += BigInt(receipt.gasUsed);
      }
      const minted = `${await contract.minted(1)} items of the token on the contract`;
      process.stdout.write(
        `${size} receivers: ${seconds.toFixed(1)} s, ${rows.length} transactions, ${gas} gas, ${minted}\n`,
      );
    }
  });
});
