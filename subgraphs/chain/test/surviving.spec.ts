import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Anvil } from '@soko/chain-simulator';
import { silentLogger } from '@soko/log';
import { freePort, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { createWalletClient, http, parseEther, toFunctionSelector } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
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
  receiver,
  seeCollection,
  seeMint,
  type Shop,
  signerKey,
  startNode,
  variables,
} from './chain-scene.ts';

/** Code that takes items after 100,000 turns of a loop, which need far more gas than a mint may. */
const burning = '0x620186a05b60019003806004575063f23a6e6160e01b60005260206000f3';

/** Code that reverts with `AlreadyMinted(0)`. */
const lying = `0x63${toFunctionSelector('AlreadyMinted(bytes32)').slice(2)}60e01b60005260246000fd`;

let folder: string;
let port: number;
let anvil: Anvil;
let graph: TestSubgraph;
let shop: Shop;
/** Time that has passed for the subgraph beside that of the machine. */
let laterMs: number;

const start = async () => {
  anvil = await startNode({ port, stateFile: join(folder, 'state.json') });
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soko-chain-'));
  port = await freePort();
  laterMs = 0;
  await start();
  graph = await startTestSubgraph(chain, {
    env: variables(anvil.url, { CHAIN_CONFIRMATIONS: '2' }),
    now: () => new Date(Date.now() + laterMs),
  });
  shop = await openShop(graph);
  // The specs say when the queue looks.
  await graph.subgraph.stopWorking();
});
afterEach(async () => {
  await graph.close();
  await anvil.close();
  await rm(folder, { recursive: true, force: true });
});

/** Mines a block, so that what was sent gets its confirmations, and has the queue look. Faults of the node are passed over. */
async function goOn(): Promise<void> {
  await anvil.call('anvil_mine', ['0x1']).catch(() => {});
  await graph.subgraph.runJob('chain.send-calls').catch(() => {});
}

const untilStatus = (id: string, status: string) =>
  until(`the mint is ${status}`, async () => {
    await goOn();
    return (await seeMint(graph, shop, id)).status === status;
  });

/** A token that the contract has. */
async function tokenOnChain(): Promise<{ collectionId: string; tokenId: string; address: string }> {
  const { collectionId, tokenId } = await createBoth(graph, shop, { maxSupply: 1_000 });
  const collection = await until('the contract has the token', async () => {
    await goOn();
    const seen = await seeCollection(graph, collectionId);
    return seen.tokens.edges[0].node.status === 'CREATED' ? seen : null;
  });
  return { collectionId, tokenId, address: collection.address };
}

/** What the contract says, and what every nonce was used for. */
async function expectOnce(address: string, mints: number): Promise<void> {
  const contract = contractAt(anvil.url, address);
  expect(await contract.balanceOf(receiver, 1)).toBe(BigInt(mints));
  expect(await contract.minted(1)).toBe(BigInt(mints));
  const { rows } = await graph.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM mint WHERE status = 'CONFIRMED'`,
  );
  expect(rows[0]!.count).toBe(mints);
}

/** Sends a mint, which then waits in the node. */
async function sent(tokenId: string): Promise<{ id: string; hash: string }> {
  await anvil.call('evm_setAutomine', [false]);
  const { id } = await mintToken(graph, shop, tokenId);
  await graph.subgraph.runJob('chain.send-calls');
  const { status, transactionHash: hash } = await seeMint(graph, shop, id);
  expect(status).toBe('SUBMITTED');
  return { id, hash };
}

describe('a mint', () => {
  it('is sent again when the node drops its transaction', async () => {
    const { tokenId, address } = await tokenOnChain();
    const { id, hash } = await sent(tokenId);
    expect(await anvil.call('anvil_dropTransaction', [hash])).toBe(hash);
    expect(await anvil.call('eth_getTransactionByHash', [hash])).toBeNull();
    await untilStatus(id, 'CONFIRMED');
    await expectOnce(address, 1);
    expect(await seeMint(graph, shop, id)).toMatchObject({ transactionHash: hash });
  });

  it('is replaced by a transaction with a higher fee when it is not mined for long', async () => {
    const { tokenId, address } = await tokenOnChain();
    const { id, hash } = await sent(tokenId);
    laterMs = 181_000;
    await graph.subgraph.runJob('chain.send-calls');
    const { rows } = await graph.pool.query(
      'SELECT FROM chain_transaction t JOIN chain_nonce USING (chain_id, signer, nonce) WHERE status = $1',
      ['OPEN'],
    );
    expect(rows).toHaveLength(2);
    await untilStatus(id, 'CONFIRMED');
    await expectOnce(address, 1);
    const mint = await seeMint(graph, shop, id);
    expect(mint.transactionHash).not.toBe(hash);
    expect(await anvil.call('eth_getTransactionReceipt', [mint.transactionHash])).toMatchObject({ status: '0x1' });
  });

  it('survives a reorganisation of 5 blocks, also when it was confirmed', async () => {
    const { tokenId, address } = await tokenOnChain();
    const { id: first } = await mintToken(graph, shop, tokenId);
    await untilStatus(first, 'CONFIRMED');
    const { id: second } = await mintToken(graph, shop, tokenId);
    await graph.subgraph.runJob('chain.send-calls');
    expect(await seeMint(graph, shop, second)).toMatchObject({ status: 'SUBMITTED' });
    await anvil.call('anvil_reorg', [5, []]);
    const count = () => contractAt(anvil.url, address).minted(1);
    expect(await count()).toBe(0n);
    await graph.subgraph.runJob('chain.look-back');
    expect(await seeMint(graph, shop, first)).toMatchObject({ status: 'SUBMITTED', token: { minted: 0 } });
    for (const id of [first, second]) await untilStatus(id, 'CONFIRMED');
    await expectOnce(address, 2);
    const told = (await graph.told()).filter(({ subject }) => subject === first).map(({ type }) => type);
    expect(told.slice(-3)).toEqual(['chain.mint.confirmed', 'chain.mint.submitted', 'chain.mint.confirmed']);
  });

  it('waits while the node is away, and goes on when it is back', async () => {
    const { tokenId, address } = await tokenOnChain();
    await anvil.close();
    const { id } = await mintToken(graph, shop, tokenId);
    const failure = await graph.subgraph.runJob('chain.send-calls').catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'NodeError', message: expect.stringMatching(/HTTP request failed/) });
    expect((failure as Error).stack).not.toContain('http://');
    expect(await seeMint(graph, shop, id)).toMatchObject({ status: 'QUEUED' });
    await start();
    await untilStatus(id, 'CONFIRMED');
    await expectOnce(address, 1);
  });

  it('is made again on a node that was killed and has lost every block', async () => {
    const { tokenId, address } = await tokenOnChain();
    const { id } = await mintToken(graph, shop, tokenId);
    await untilStatus(id, 'CONFIRMED');
    await anvil.kill();
    await start();
    expect(await anvil.call('eth_getCode', [address, 'latest'])).toBe('0x');
    await until('the chain has it again', async () => {
      await graph.subgraph.runJob('chain.look-back').catch(() => {});
      await goOn();
      return (await anvil.call('eth_getCode', [address, 'latest'])) !== '0x';
    });
    await untilStatus(id, 'CONFIRMED');
    await expectOnce(address, 1);
  });

  it('gets another nonce when something else has used its own', async () => {
    const { tokenId, address } = await tokenOnChain();
    const { id, hash } = await sent(tokenId);
    const account = privateKeyToAccount(signerKey);
    const wallet = createWalletClient({ account, transport: http(anvil.url) });
    const { nonce } = await anvil.call<{ nonce: string }>('eth_getTransactionByHash', [hash]);
    await anvil.call('anvil_dropTransaction', [hash]);
    await wallet.sendTransaction({ chain: null, to: receiver, value: 1n, nonce: Number(nonce), gas: 21_000n });
    await anvil.call('evm_setAutomine', [true]);
    await anvil.call('anvil_mine', ['0x3']);
    await graph.subgraph.runJob('chain.send-calls');
    expect(await seeMint(graph, shop, id)).toMatchObject({ status: 'SUBMITTED' });
    laterMs = 301_000;
    await graph.subgraph.runJob('chain.send-calls');
    expect(await seeMint(graph, shop, id)).toMatchObject({ status: 'QUEUED' });
    laterMs += 10_000;
    await untilStatus(id, 'CONFIRMED');
    await expectOnce(address, 1);
  });

  it('that would burn more gas than it may fails, and others go on', async () => {
    const { tokenId, address } = await tokenOnChain();
    const greedy = '0x' + '90'.repeat(19) + '01';
    await anvil.call('anvil_setCode', [greedy, burning]);
    const { id: burnt } = await mintToken(graph, shop, tokenId, { to: greedy });
    const { id: sound } = await mintToken(graph, shop, tokenId);
    await untilStatus(burnt, 'FAILED');
    expect(await seeMint(graph, shop, burnt)).toMatchObject({ failure: 'REFUSED_BY_CONTRACT', transactionHash: null });
    await untilStatus(sound, 'CONFIRMED');
    await expectOnce(address, 1);
  });

  it('whose receiver says that it was minted before counts tries', async () => {
    const { tokenId, address } = await tokenOnChain();
    const liar = '0x' + '90'.repeat(19) + '02';
    await anvil.call('anvil_setCode', [liar, lying]);
    const { id } = await mintToken(graph, shop, tokenId, { to: liar });
    const triesOf = async () => {
      const { rows } = await graph.pool.query<{ tries: number; status: string }>(
        'SELECT tries, status FROM chain_call WHERE subject_id = $1',
        [id],
      );
      return rows[0]!;
    };
    await goOn();
    expect(await triesOf()).toEqual({ tries: 1, status: 'QUEUED' });
    await until('it has failed', async () => {
      laterMs += 301_000;
      await goOn();
      return (await triesOf()).status === 'FAILED';
    });
    expect(await seeMint(graph, shop, id)).toMatchObject({ failure: 'TRIES_USED_UP' });
    await expectOnce(address, 0);
  });

  it('is not sent to a contract that is gone, nor to another chain', async () => {
    const { tokenId, address } = await tokenOnChain();
    const code = await anvil.call('eth_getCode', [address, 'latest']);
    await anvil.call('anvil_setCode', [address, '0x']);
    const { id } = await mintToken(graph, shop, tokenId);
    await graph.subgraph.runJob('chain.send-calls');
    expect(await seeMint(graph, shop, id)).toMatchObject({ status: 'QUEUED' });
    await anvil.call('anvil_setCode', [address, code]);
    laterMs = 10_000;
    await graph.pool.query('UPDATE collection SET chain_id = chain_id + 1');
    await graph.subgraph.runJob('chain.send-calls');
    expect(await seeMint(graph, shop, id)).toMatchObject({ status: 'QUEUED' });
    expect(await mintToken(graph, shop, tokenId)).toMatchObject({ code: 'CHAIN_UNAVAILABLE' });
    await graph.pool.query('UPDATE collection SET chain_id = chain_id - 1');
    await untilStatus(id, 'CONFIRMED');
    await expectOnce(address, 1);
  });

  it('waits while the account cannot pay for gas', async () => {
    const { tokenId, address } = await tokenOnChain();
    const { address: account } = privateKeyToAccount(signerKey);
    await anvil.call('anvil_setBalance', [account, '0x0']);
    const { id } = await mintToken(graph, shop, tokenId);
    await graph.subgraph.runJob('chain.send-calls');
    expect(await seeMint(graph, shop, id)).toMatchObject({ status: 'QUEUED' });
    await anvil.call('anvil_setBalance', [account, `0x${parseEther('10').toString(16)}`]);
    await untilStatus(id, 'CONFIRMED');
    await expectOnce(address, 1);
  });
});

describe('two processes', () => {
  it('never use one nonce, and mint each token once', async () => {
    const { tokenId, address } = await tokenOnChain();
    const mints = await Promise.all(Array.from({ length: 60 }, () => mintToken(graph, shop, tokenId)));
    expect(new Set(mints.map(({ __typename }) => __typename))).toEqual(new Set(['Mint']));
    const openChain = createOpenChain({ rpcUrl: anvil.url, chainId, signer: { key: signerKey } });
    const services = { pool: graph.pool, openChain, publicUrl, log: silentLogger, now: () => new Date() };
    // Without the lock of the job, as when its connection was lost: both send at the same time.
    const settings = { confirmations: 2, stuckMs: 180_000, batchSize: 1 };
    const queues = [1, 2].map(() => createCallQueue(services, settings));
    await until('all are confirmed', async () => {
      await anvil.call('anvil_mine', ['0x1']);
      await Promise.all(queues.map((queue) => queue.run()));
      const { rows } = await graph.pool.query(`SELECT FROM mint WHERE status = 'CONFIRMED'`);
      return rows.length === 60;
    });
    await expectOnce(address, 60);
    const { rows } = await graph.pool.query<{ nonces: number; calls: number; last: number }>(
      'SELECT count(*)::int AS nonces, count(DISTINCT call_id)::int AS calls, max(nonce) AS last FROM chain_nonce',
    );
    expect(rows).toEqual([{ nonces: 62, calls: 62, last: 61 }]);
  });
});
