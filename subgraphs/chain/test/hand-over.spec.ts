import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Anvil } from '@soko/chain-simulator';
import { startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { hexToBytes, toHex } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
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
  signer,
  signerKey,
  startNode,
  untilMint,
  variables,
} from './chain-scene.ts';
import { startKms } from './kms.ts';

const newKey = toHex(987_654_321n, { size: 32 });
const newSigner = privateKeyToAddress(newKey);
const kmsKey = toHex(555_555_555n, { size: 32 });
const kmsSigner = privateKeyToAddress(kmsKey);

let anvil: Anvil;
/** The installation with its first account. */
let graph: TestSubgraph;
let shop: Shop;
let collectionId: string;
let tokenId: string;

type Replica = Awaited<ReturnType<TestSubgraph['replica']>>;

beforeAll(async () => {
  anvil = await startNode();
  for (const account of [newSigner, kmsSigner]) await anvil.call('anvil_setBalance', [account, toHex(10n ** 21n)]);
});
afterAll(() => anvil.close());
beforeEach(async () => {
  graph = await startTestSubgraph(chain, { env: variables(anvil.url) });
  await graph.subgraph.stopWorking();
  shop = await openShop(graph);
  ({ collectionId, tokenId } = await createBoth(graph, shop, { maxSupply: 100 }));
  const { id } = await mintToken(graph, shop, tokenId);
  await untilMint(graph, shop, id, 'CONFIRMED');
});

/** The installation after a restart with other variables. The specs say when it works. */
async function restarted(env: Record<string, string>): Promise<Replica> {
  const replica = await graph.replica(env);
  await replica.subgraph.stopWorking();
  return replica;
}

const toNew = { CHAIN_SIGNER_KEY: newKey, CHAIN_OLD_SIGNER_KEY: signerKey };

/** Runs the queue of an installation until a mint has the status. */
const untilMinted = (on: Replica, id: string, status = 'CONFIRMED') =>
  until(`the mint is ${status}`, async () => {
    await on.subgraph.runJob('chain.send-calls');
    return (await seeMint(graph, shop, id)).status === status;
  });

/** The accounts whose nonces a call has, by the kind of the call. */
async function signersOf(kind: string, subjectId: string | null = null): Promise<string[]> {
  const { rows } = await graph.pool.query<{ signer: string }>(
    `SELECT n.signer FROM chain_nonce n JOIN chain_call c ON c.id = n.call_id
      WHERE c.kind = $1 AND ($2::text IS NULL OR c.subject_id = $2) ORDER BY n.nonce`,
    [kind, subjectId],
  );
  return rows.map((row) => row.signer);
}

const contract = async () => contractAt(anvil.url, (await seeCollection(graph, collectionId)).address);

/** Whether an account mints in the contract, and gives roles. */
const rolesOf = async (account: string): Promise<boolean[]> => {
  const { hasRole } = await contract();
  return Promise.all([hasRole('MINTER', account), hasRole('ADMIN', account)]);
};

describe('the account that mints', () => {
  it('gives its roles to another one, once each, and mints wait for that', async () => {
    const next = await restarted(toNew);
    try {
      const { id } = await mintToken(graph, shop, tokenId, { amount: 2 });
      await anvil.call('evm_setAutomine', [false]);
      for (let turn = 0; turn < 2; turn += 1) await next.subgraph.runJob('chain.send-calls');
      const { rows: waiting } = await graph.pool.query('SELECT status, tries FROM chain_call WHERE subject_id = $1', [
        id,
      ]);
      expect(waiting).toEqual([{ status: 'QUEUED', tries: 0 }]);
      await anvil.call('evm_setAutomine', [true]);
      await anvil.call('anvil_mine', ['0x1']);
      await untilMinted(next, id);
      expect(await rolesOf(newSigner)).toEqual([true, true]);
      expect(await signersOf('GRANT_ROLE')).toEqual([signer, signer]);
      expect(await signersOf('MINT', id)).toEqual([newSigner]);
      // No try of the mint was refused for want of the role.
      const { rows } = await graph.pool.query('SELECT tries FROM chain_call WHERE subject_id = $1', [id]);
      expect(rows).toEqual([{ tries: 0 }]);
      for (let turn = 0; turn < 3; turn += 1) await next.subgraph.runJob('chain.send-calls');
      expect(await signersOf('GRANT_ROLE')).toHaveLength(2);
      expect(await (await contract()).balanceOf(receiver, 1)).toBe(3n);
      // A new collection belongs to the new account from the start.
      const other = await createBoth(graph, shop);
      const fresh = await mintToken(graph, shop, other.tokenId);
      await untilMinted(next, fresh.id);
      expect(await signersOf('DEPLOY', other.collectionId)).toEqual([newSigner]);
      expect(await signersOf('GRANT_ROLE')).toHaveLength(2);
    } finally {
      await graph.close();
    }
  });

  it('makes mints wait while it cannot be used, and gives what had failed after a restart', async () => {
    // oxlint-disable-next-line node/no-process-env
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'an-example' });
    const away = await restarted({
      CHAIN_SIGNER_KEY: newKey,
      CHAIN_OLD_KMS_KEY_ID: 'arn:aws:kms:us-east-1:111122223333:key/of-these-specs',
      CHAIN_KMS_ENDPOINT: 'http://127.0.0.1:1',
    });
    try {
      const { id } = await mintToken(graph, shop, tokenId);
      await away.subgraph.runJob('chain.send-calls');
      const callOf = async (subject: string) =>
        (await graph.pool.query('SELECT status, tries FROM chain_call WHERE subject_id = $1', [subject])).rows;
      expect(await callOf(id)).toEqual([{ status: 'QUEUED', tries: 0 }]);

      const failing = await restarted(toNew);
      await anvil.call('anvil_setBalance', [signer, '0x0']);
      await failing.subgraph.runJob('chain.send-calls');
      await graph.pool.query(
        `UPDATE chain_call SET status = 'FAILED', failure = 'TRIES_USED_UP', ended_at = created_at WHERE kind = 'GRANT_ROLE'`,
      );
      await failing.subgraph.runJob('chain.send-calls');
      expect(await callOf(id)).toEqual([{ status: 'QUEUED', tries: 0 }]);

      // The old key is removed too early.
      await (await restarted({ CHAIN_SIGNER_KEY: newKey })).subgraph.runJob('chain.send-calls');
      expect(await callOf(id)).toEqual([{ status: 'QUEUED', tries: 0 }]);

      await anvil.call('anvil_setBalance', [signer, toHex(10n ** 21n)]);
      await untilMinted(await restarted(toNew), id);
      expect(await signersOf('MINT', id)).toEqual([newSigner]);
    } finally {
      await anvil.call('anvil_setBalance', [signer, toHex(10n ** 21n)]);
      await graph.close();
    }
  });

  it('gives them once, however many processes work at the same time', async () => {
    const both = await Promise.all([restarted(toNew), restarted(toNew)]);
    try {
      const { id } = await mintToken(graph, shop, tokenId);
      await until('the mint is confirmed', async () => {
        await Promise.all(both.map(({ subgraph }) => subgraph.runJob('chain.send-calls')));
        return (await seeMint(graph, shop, id)).status === 'CONFIRMED';
      });
      expect(await signersOf('GRANT_ROLE')).toEqual([signer, signer]);
      expect(await rolesOf(newSigner)).toEqual([true, true]);
    } finally {
      await graph.close();
    }
  });

  it('is followed while its transactions are under way, and what it deploys moves as well', async () => {
    await anvil.call('evm_setAutomine', [false]);
    try {
      const late = await createBoth(graph, shop);
      await graph.subgraph.runJob('chain.send-calls');
      expect(await signersOf('DEPLOY', late.collectionId)).toEqual([signer]);
      const next = await restarted(toNew);
      await next.subgraph.runJob('chain.send-calls');
      await anvil.call('evm_setAutomine', [true]);
      await anvil.call('anvil_mine', ['0x1']);
      const { id } = await mintToken(graph, shop, late.tokenId);
      await untilMinted(next, id);
      expect(await signersOf('MINT', id)).toEqual([newSigner]);
      // Two for each of the collections.
      await until('all roles are given', async () => {
        await next.subgraph.runJob('chain.send-calls');
        return (
          (await graph.pool.query(`SELECT FROM chain_call WHERE kind = 'GRANT_ROLE' AND status = 'DONE'`)).rowCount ===
          4
        );
      });
      expect(await signersOf('GRANT_ROLE')).toEqual([signer, signer, signer, signer]);
    } finally {
      await anvil.call('evm_setAutomine', [true]);
      await graph.close();
    }
  });

  it('moves to AWS KMS, also when it has got its roles from another account itself', async () => {
    // oxlint-disable-next-line node/no-process-env
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'an-example' });
    const kms = await startKms(hexToBytes(kmsKey));
    try {
      const second = await restarted(toNew);
      const first = await mintToken(graph, shop, tokenId);
      await untilMinted(second, first.id);
      await until('both roles are given', async () => {
        await second.subgraph.runJob('chain.send-calls');
        return (await rolesOf(newSigner)).every(Boolean);
      });
      const third = await restarted({
        CHAIN_SIGNER_KEY: '',
        CHAIN_KMS_KEY_ID: 'arn:aws:kms:us-east-1:111122223333:key/of-these-specs',
        CHAIN_KMS_ENDPOINT: kms.url,
        CHAIN_OLD_SIGNER_KEY: newKey,
      });
      const { id } = await mintToken(graph, shop, tokenId);
      await untilMinted(third, id);
      expect(await signersOf('MINT', id)).toEqual([kmsSigner]);
      expect(await rolesOf(kmsSigner)).toEqual([true, true]);
      expect((await signersOf('GRANT_ROLE')).toSorted()).toEqual([signer, signer, newSigner, newSigner].toSorted());
    } finally {
      await graph.close();
      await kms.close();
    }
  });
});

describe('variables of the previous account', () => {
  it.each([
    [{ CHAIN_OLD_SIGNER_KEY: newKey, CHAIN_OLD_KMS_KEY_ID: 'a-key' }, 'cannot both be set'],
    [{ CHAIN_OLD_SIGNER_KEY: signerKey.toUpperCase().replace('0X', '0x') }, 'cannot be the account of now'],
    [{ CHAIN_SIGNER_KEY: undefined, CHAIN_RPC_URL: undefined, CHAIN_OLD_SIGNER_KEY: newKey }, 'need CHAIN_RPC_URL'],
  ])('are refused where they do not fit: %o', (given, message) => {
    const env = { ...variables('http://127.0.0.1:1'), CHAIN_KMS_REGION: 'us-east-1', ...given };
    expect(() => chain.checkEnv!(env as never)).toThrow(message);
  });
});
