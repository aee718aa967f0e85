import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Anvil } from '@soko/chain-simulator';
import { startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { hexToBytes, parseTransaction, recoverTransactionAddress } from 'viem';
import { chain } from '../index.ts';
import { createLocalSigner } from '../providers/local-signer.ts';
import { addressOf, openKmsSigner } from '../providers/kms-signer.ts';
import {
  chainId,
  contractAt,
  createBoth,
  mintToken,
  openShop,
  receiver,
  seeCollection,
  signer,
  signerKey,
  startNode,
  untilMint,
  variables,
} from './chain-scene.ts';
import { startKms } from './kms.ts';

const keyId = 'arn:aws:kms:us-east-1:111122223333:key/of-these-specs';

let kms: Awaited<ReturnType<typeof startKms>>;

beforeAll(async () => {
  // oxlint-disable-next-line node/no-process-env
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'an-example' });
  kms = await startKms(hexToBytes(signerKey));
});
afterEach(() => {
  kms.state.isDown = false;
});
afterAll(() => kms.close());

const open = () => openKmsSigner({ keyId, region: 'us-east-1', endpoint: kms.url });

describe('the signer in KMS', () => {
  const transaction = {
    chainId,
    nonce: 7,
    to: receiver,
    data: '0x1234',
    gas: 50_000n,
    maxFee: 30n,
    priorityFee: 2n,
  } as const;

  it('has the address of the key, and signs the transaction that a local key signs', async () => {
    const [remote, local] = [await open(), createLocalSigner(signerKey)];
    expect(remote.address).toBe(signer);
    // KMS gives the higher and the lower value of s in turn.
    for (const nonce of [1, 2, 3, 4]) {
      const { raw, hash } = await remote.sign({ ...transaction, nonce });
      const signed = raw as `0x02${string}`;
      expect(await recoverTransactionAddress({ serializedTransaction: signed })).toBe(signer);
      const seen = parseTransaction(signed);
      const other = parseTransaction((await local.sign({ ...transaction, nonce })).raw as `0x02${string}`);
      const { r, s, v, yParity } = other;
      expect({ ...seen, r, s, v, yParity }).toEqual(other);
      expect(BigInt(seen.s!)).toBeLessThanOrEqual(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n);
      expect(hash).toMatch(/^0x[\da-f]{64}$/);
    }
    expect([...kms.state.keyIds]).toEqual([keyId]);
  });

  it('deploys a contract, which has no receiver', async () => {
    const { raw } = await (await open()).sign({ ...transaction, to: null });
    expect(parseTransaction(raw as `0x02${string}`).to).toBeUndefined();
  });

  it('refuses a key of another curve', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const der = publicKey.export({ format: 'der', type: 'spki' });
    expect(() => addressOf(der)).toThrow('The KMS key is not of the kind ECC_SECG_P256K1');
  });
});

describe('a collection whose account is in KMS', () => {
  let anvil: Anvil;
  let graph: TestSubgraph;
  const environment = (): Record<string, string> => {
    const { CHAIN_SIGNER_KEY: _, ...rest } = variables(anvil.url);
    return { ...rest, CHAIN_KMS_KEY_ID: keyId, CHAIN_KMS_ENDPOINT: kms.url };
  };
  beforeAll(async () => {
    anvil = await startNode();
    graph = await startTestSubgraph(chain, { env: environment() });
  });
  afterAll(async () => {
    await graph?.close();
    await anvil?.close();
  });

  it('mints, also what was asked for while KMS was away', async () => {
    const shop = await openShop(graph);
    const { collectionId, tokenId } = await createBoth(graph, shop);
    const first = await mintToken(graph, shop, tokenId, { amount: 2 });
    await untilMint(graph, shop, first.id, 'CONFIRMED');
    kms.state.isDown = true;
    const second = await mintToken(graph, shop, tokenId, { amount: 3 });
    await until('a call could not be signed', async () => {
      await graph.subgraph.runJob('chain.send-calls');
      const { rows } = await graph.pool.query(`SELECT FROM chain_call WHERE status = 'QUEUED' AND due_at > now()`);
      return rows.length > 0;
    });
    kms.state.isDown = false;
    await graph.pool.query(`UPDATE chain_call SET due_at = now() WHERE status = 'QUEUED'`);
    await untilMint(graph, shop, second.id, 'CONFIRMED');
    const { address } = await seeCollection(graph, collectionId);
    expect(await contractAt(anvil.url, address).balanceOf(receiver, 1)).toBe(5n);
  });
});

describe('variables of the signer', () => {
  it.each([
    [{ CHAIN_SIGNER_KEY: signerKey, CHAIN_KMS_KEY_ID: keyId }, 'cannot both be set'],
    [{ CHAIN_SIGNER_KEY: undefined }, 'CHAIN_RPC_URL must be set together with CHAIN_SIGNER_KEY or CHAIN_KMS_KEY_ID'],
    [{ CHAIN_RPC_URL: undefined }, 'CHAIN_RPC_URL must be set together with CHAIN_SIGNER_KEY or CHAIN_KMS_KEY_ID'],
  ])('are refused where they do not fit: %o', (given, message) => {
    const env = { ...variables('http://127.0.0.1:1'), CHAIN_KMS_REGION: 'us-east-1', ...given };
    expect(() => chain.checkEnv!(env as never)).toThrow(message);
  });
});
