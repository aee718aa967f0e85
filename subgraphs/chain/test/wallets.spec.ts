import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserViewer } from '@soko/auth';
import type { Anvil } from '@soko/chain-simulator';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import { unseal } from '@soko/seal';
import { copyOf, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { privateKeyToAddress } from 'viem/accounts';
import { chain } from '../index.ts';
import { keySeal } from '../domain/wallet.ts';
import type { Hex } from '../providers/chain.ts';
import { custodialWalletOf, receivingAddressOf } from '../store/wallets.ts';
import { createBoth, mintToken, openShop, publicUrl, sealKey, someone, startNode, variables } from './chain-scene.ts';

const sealKeys = [sealKey] as const;

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

const somebody = () => someone() as UserViewer;

const services = { sealKeys, now: () => new Date() };

const create = async (as: UserViewer, on: Pick<TestSubgraph, 'query'> = graph) => {
  const { data } = await on.query(
    `mutation { createCustodialWallet { __typename ... on ChainWallet { id address kind isDefault }
      ... on UserError { code } } }`,
    {},
    { as },
  );
  return data['createCustodialWallet'];
};

const walletsOf = async (as: UserViewer) =>
  (await graph.query('{ myChainWallets { id address kind isDefault } }', {}, { as })).data['myChainWallets'];

describe('a custodial wallet', () => {
  it('is one for each person, however many ask for it at once', async () => {
    const [one, other] = [somebody(), somebody()];
    const made = await Promise.all([
      ...Array.from({ length: 6 }, () => create(one)),
      inTransaction(graph.pool, (tx) => custodialWalletOf(tx, one.id, services)).then(({ id }) => ({ id })),
    ]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made[0]).toMatchObject({ __typename: 'ChainWallet', kind: 'CUSTODIAL', isDefault: true });
    expect(await walletsOf(one)).toMatchObject([{ id: made[0].id, address: made[0].address }]);
    expect(await walletsOf(other)).toEqual([]);
    expect((await create(other)).id).not.toBe(made[0].id);
  });

  it('has a key that is sealed for its address alone, and that no event has', async () => {
    const person = somebody();
    const { address } = await create(person);
    expect(address).toMatch(/^0x[\dA-Fa-f]{40}$/);
    const { rows } = await graph.pool.query<{ sealed: string }>(
      'SELECT sealed_key AS sealed FROM chain_wallet WHERE user_id = $1',
      [person.id],
    );
    const key = unseal(sealKeys, keySeal(address.toLowerCase()), rows[0]!.sealed);
    expect(privateKeyToAddress(key as Hex)).toBe(address);
    expect(() => unseal(sealKeys, keySeal(`0x${'1'.repeat(40)}`), rows[0]!.sealed)).toThrow('cannot be opened');
    expect(JSON.stringify(await graph.told())).not.toContain(rows[0]!.sealed);
  });

  it('gets the items of its owner, unless a linked wallet does', async () => {
    const person = somebody();
    const receiving = () => inTransaction(graph.pool, (tx) => receivingAddressOf(tx, person.id, services));
    const address = await receiving();
    expect(await walletsOf(person)).toMatchObject([{ address, kind: 'CUSTODIAL', isDefault: true }]);
    const linked = `0x${'ab'.repeat(20)}`;
    await graph.pool.query(
      `INSERT INTO chain_wallet (id, user_id, address, kind, is_default, created_at) VALUES ($1, $2, $3, 'LINKED', true, now())`,
      [newId('cwl'), person.id, linked],
    );
    expect((await receiving()).toLowerCase()).toBe(linked);
    expect(await walletsOf(person)).toMatchObject([
      { address, isDefault: false },
      { kind: 'LINKED', isDefault: true },
    ]);
  });

  it('is not made where there is no chain', async () => {
    const alone = await startTestSubgraph(chain, { env: { SOKO_PUBLIC_URL: publicUrl } });
    try {
      expect(await create(somebody(), alone)).toMatchObject({ code: 'CHAIN_UNAVAILABLE' });
    } finally {
      await alone.close();
    }
  });

  it('is in the copy of a person’s data with their mints, without its key, and goes with their account', async () => {
    const shop = await openShop(graph);
    const person = somebody();
    const { id, address } = await create(person);
    const { tokenId } = await createBoth(graph, shop);
    const { id: mintId } = await mintToken(graph, shop, tokenId, { to: address });
    await graph.pool.query('UPDATE mint SET user_id = $2 WHERE id = $1', [mintId, person.id]);
    const sectionsOf = (userId: string) => copyOf(graph, 'chainDataOf', userId);
    const mine = await sectionsOf(person.id);
    expect(mine).toMatchObject({ chainWallets: [{ id }], receivedMints: [{ id: mintId }], requestedMints: [] });
    expect(Object.keys(mine['chainWallets']![0] as object)).not.toContain('sealedKey');
    expect((await sectionsOf(shop.admin.id))['requestedMints']).toMatchObject([{ id: mintId }]);
    const challenge = () =>
      graph.query(
        'mutation ($input: CreateWalletChallengeInput!) { createWalletChallenge(input: $input) { __typename } }',
        { input: { address } },
        { as: person },
      );
    expect((await challenge()).data['createWalletChallenge']).toEqual({ __typename: 'WalletChallenge' });
    const see = async (as: UserViewer) =>
      (await graph.query('query ($id: ID!) { mint(id: $id) { id } }', { id: mintId }, { as })).data['mint'];
    expect([await see(person), await see(somebody())]).toEqual([{ id: mintId }, null]);

    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    const fact = { subject: person.id, sequence: 2, data: {} };
    await graph.bus.publish('users.user', [newEvent(usersUser, 'erased', fact, { ...trail, now: () => new Date() })]);
    await until('the wallet is gone', async () => (await walletsOf(person)).length === 0);
    expect(await sectionsOf(person.id)).toEqual({
      chainWallets: [],
      walletKeyExports: [],
      receivedMints: [],
      airdrops: [],
      tokenTransfers: [],
      claims: [],
      rewards: [],
      redeemedRewards: [],
      requestedMints: [],
    });
    const left = await graph.pool.query('SELECT FROM wallet_challenge WHERE user_id = $1', [person.id]);
    expect(left.rowCount).toBe(0);
    expect((await challenge()).errors![0]!.extensions!['code']).toBe('UNAUTHENTICATED');
  });
});
