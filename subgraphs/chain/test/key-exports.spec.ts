import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserViewer, Viewer } from '@soko/auth';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { unseal } from '@soko/seal';
import { copyOf, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { privateKeyToAccount } from 'viem/accounts';
import { chain } from '../index.ts';
import { keySeal } from '../domain/wallet.ts';
import type { Hex } from '../providers/chain.ts';
import { giveWallet, sealKey, someone, variables } from './chain-scene.ts';
import { type KeyCodesFixture, rightCode, startKeyCodes, wrongCode } from './key-codes.ts';

let users: KeyCodesFixture;
let graph: TestSubgraph;
/** Time that has passed for the subgraph beside that of the machine. */
let laterMs = 0;

/** No node listens there: keys are given while the chain is away, too. */
const env = variables('http://127.0.0.1:9');

beforeAll(async () => {
  users = startKeyCodes();
  graph = await startTestSubgraph(chain, {
    env,
    peers: () => users.transport,
    now: () => new Date(Date.now() + laterMs),
  });
});
afterAll(() => graph.close());

const refusal = '... on UserError { code message }';

type On = Pick<TestSubgraph, 'query'>;

interface Wallet {
  person: UserViewer;
  id: string;
  address: string;
}

/** A person with a custodial wallet. */
async function holder(person = someone() as UserViewer, on: On = graph): Promise<Wallet> {
  const { data } = await on.query(
    'mutation { createCustodialWallet { ... on ChainWallet { id address exportedAt } } }',
    {},
    { as: person },
  );
  const { id, address, exportedAt } = data['createCustodialWallet'];
  expect(exportedAt).toBeNull();
  return { person, id, address };
}

async function mutate(as: Viewer, name: string, fields: string, input: object) {
  const { data, errors } = await graph.query(
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { __typename ${fields} ${refusal} } }`,
    { input },
    { as },
  );
  return errors === undefined ? data[name] : { error: errors[0]!.extensions?.['code'] };
}

const request = ({ person, id }: Wallet, as: Viewer = person) =>
  mutate(
    as,
    'requestWalletKeyExport',
    '... on WalletKeyExport { id wallet { id } challenge { challengeId maskedTo expiresAt } }',
    { walletId: id },
  );

const exportKey = (as: Viewer, exportId: string, code = rightCode) =>
  mutate(
    as,
    'exportWalletKey',
    '... on ExportedWalletKey { privateKey wallet { id address exportedAt } } ... on WalletKeyCodeWrong { attemptsLeft }',
    { exportId, code },
  );

const walletsOf = async (as: Viewer) =>
  (await graph.query('{ myChainWallets { id kind exportedAt } }', {}, { as })).data['myChainWallets'];

const sealedKeyOf = async ({ id }: Wallet): Promise<string> =>
  (await graph.pool.query<{ sealed: string }>('SELECT sealed_key AS sealed FROM chain_wallet WHERE id = $1', [id]))
    .rows[0]!.sealed;

/** Tables of the database with a row that holds the text. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows } = await graph.pool.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await graph.pool.query(
      `SELECT FROM ${name} AS row WHERE strpos(lower(row::text), lower($1)) > 0 LIMIT 1`,
      [text],
    );
    if (rowCount === 1) found.push(name);
  }
  return found;
}

describe('the key of a custodial wallet', () => {
  it('is given to its owner with the code that was sent, once, and is that of the address', async () => {
    const wallet = await holder();
    const { person, id: walletId, address } = wallet;
    const asked = await request(wallet);
    expect(asked).toMatchObject({ wallet: { id: walletId }, challenge: { maskedTo: 'a•••@example.com' } });
    expect(await walletsOf(person)).toMatchObject([{ exportedAt: null }]);
    const given = await exportKey(person, asked.id);
    expect(given).toMatchObject({ __typename: 'ExportedWalletKey', wallet: { id: walletId, address } });
    expect(given.privateKey).toMatch(/^0x[\da-f]{64}$/);
    expect(privateKeyToAccount(given.privateKey as Hex).address).toBe(address);
    expect(await walletsOf(person)).toMatchObject([{ kind: 'CUSTODIAL', exportedAt: given.wallet.exportedAt }]);
    expect(await exportKey(person, asked.id)).toMatchObject({ code: 'WALLET_KEY_CODE_EXPIRED' });
    // Another request gives it again, and the first time stays.
    const again = await request(wallet);
    expect(again.id).not.toBe(asked.id);
    expect(await exportKey(person, again.id)).toMatchObject({
      privateKey: given.privateKey,
      wallet: { exportedAt: given.wallet.exportedAt },
    });
  });

  it('is in no row and no event, which name the wallet alone', async () => {
    const wallet = await holder();
    const { id } = await request(wallet);
    const { privateKey } = await exportKey(wallet.person, id);
    expect(await tablesWith(privateKey.slice(2))).toEqual([]);
    expect(await tablesWith(Buffer.from(privateKey.slice(2), 'hex').toString('base64'))).toEqual([]);
    // The search finds what is there.
    expect(await tablesWith(wallet.address)).toContain('chain_wallet');
    const told = (await graph.told()).filter(({ subject }) => subject === id);
    expect(told).toMatchObject([
      { type: 'chain.key_export.exported', data: { walletId: wallet.id, userId: wallet.person.id } },
    ]);
    expect(JSON.stringify(told).toLowerCase()).not.toContain(wallet.address.toLowerCase());
  });

  it('is given to one of many who ask at once with one code', async () => {
    const wallet = await holder();
    const asked = await Promise.all([1, 2, 3].map(() => request(wallet)));
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    const given = await Promise.all([1, 2, 3, 4, 5].map(() => exportKey(wallet.person, asked[0].id)));
    const names = given.map(({ __typename }): string => __typename);
    expect(names.toSorted()).toEqual(['ExportedWalletKey', ...Array.from({ length: 4 }, () => 'WalletKeyCodeExpired')]);
    expect((await graph.told()).filter(({ subject }) => subject === asked[0].id)).toHaveLength(1);
  });

  it('is not given for wrong codes, nor for the right one after five of them or too late', async () => {
    const wallet = await holder();
    const { person } = wallet;
    const { id } = await request(wallet);
    expect(await exportKey(person, id, '12345')).toEqual({ error: 'BAD_USER_INPUT' });
    for (const attemptsLeft of [4, 3, 2, 1, 0])
      expect(await exportKey(person, id, wrongCode)).toMatchObject({ code: 'WALLET_KEY_CODE_WRONG', attemptsLeft });
    expect(await exportKey(person, id)).toMatchObject({ code: 'WALLET_KEY_CODE_EXPIRED' });
    const late = await request(wallet);
    expect(late.id).not.toBe(id);
    users.expireAll();
    expect(await exportKey(person, late.id)).toMatchObject({ code: 'WALLET_KEY_CODE_EXPIRED' });
    expect(await walletsOf(person)).toMatchObject([{ exportedAt: null }]);
  });

  it('is not given to anybody else, whatever they know', async () => {
    const [wallet, other] = [await holder(), await holder()];
    const { id } = await request(wallet);
    const key: Viewer = { kind: 'apiKey', id: newId('key'), storeId: newId('sto'), scopes: ['tokens:write'] };
    const sent = users.sent();
    expect(await request(wallet, other.person)).toEqual({ error: 'NOT_FOUND' });
    expect(await exportKey(other.person, id)).toEqual({ error: 'NOT_FOUND' });
    expect(await exportKey(other.person, newId('cke'))).toEqual({ error: 'NOT_FOUND' });
    for (const [as, error] of [
      [key, 'FORBIDDEN'],
      [{ kind: 'anonymous' }, 'UNAUTHENTICATED'],
      [someone('ADMIN', 'SUPPORT'), 'NOT_FOUND'],
    ] as const) {
      expect(await request(wallet, as)).toEqual({ error });
      expect(await exportKey(as, id)).toEqual({ error });
    }
    expect(users.sent()).toBe(sent);
    expect(await exportKey(wallet.person, id)).toMatchObject({ __typename: 'ExportedWalletKey' });
  });

  it('is not given to a suspended person, also when the code was sent before', async () => {
    const [wallet, early] = [await holder(), await holder()];
    const { id } = await request(early);
    users.suspend(wallet.person.id);
    users.suspend(early.person.id);
    expect(await request(wallet)).toEqual({ error: 'UNAUTHENTICATED' });
    expect(await exportKey(early.person, id)).toMatchObject({ code: 'WALLET_KEY_CODE_EXPIRED' });
  });

  it('is not here for a linked wallet', async () => {
    const person = someone() as UserViewer;
    await giveWallet(graph, person, `0x${'ab'.repeat(20)}`);
    const [{ id }] = await walletsOf(person);
    expect(await request({ person, id, address: '' })).toMatchObject({ code: 'WALLET_KEY_NOT_HELD' });
  });

  it('says nothing of the keys of others: each is random, and sealed for its own address', async () => {
    const [wallet, sibling] = [await holder(), await holder()];
    const { id } = await request(wallet);
    const { privateKey } = await exportKey(wallet.person, id);
    const sealed = await sealedKeyOf(sibling);
    const siblingSeal = keySeal(sibling.address.toLowerCase());
    expect(() => unseal([privateKey], siblingSeal, sealed)).toThrow('cannot be opened');
    expect(() => unseal([sealKey], keySeal(wallet.address.toLowerCase()), sealed)).toThrow('cannot be opened');
    expect(unseal([sealKey], siblingSeal, sealed)).not.toBe(privateKey);
    // Nothing that this installation knows leads to a key: one with the same secrets makes others for the same people.
    const twin = await startTestSubgraph(chain, { env, peers: () => users.transport });
    try {
      expect((await holder(wallet.person, twin)).address).not.toBe(wallet.address);
    } finally {
      await twin.close();
    }
  });

  it('is asked for ten times a day', async () => {
    const wallet = await holder();
    const asked = [];
    for (let turn = 0; turn < 11; turn += 1) asked.push(await request(wallet));
    expect(asked.map(({ error }) => error)).toEqual([...Array.from({ length: 10 }, () => undefined), 'RATE_LIMITED']);
  });

  it('leaves requests without a code for a day, and those that gave it until the account is erased', async () => {
    const [used, unused] = [await holder(), await holder()];
    const { id } = await request(used);
    await exportKey(used.person, id);
    await request(unused);
    const exportsOf = async ({ person }: Wallet) => (await copyOf(graph, 'chainDataOf', person.id))['walletKeyExports'];
    expect(await exportsOf(used)).toMatchObject([{ id, walletId: used.id, exportedAt: expect.any(String) }]);
    expect(await exportsOf(unused)).toMatchObject([{ walletId: unused.id, exportedAt: null }]);
    laterMs += 86_400_000 + 60_000;
    await graph.subgraph.runJob('chain.delete-key-requests');
    expect(await exportsOf(unused)).toEqual([]);
    expect(await exportsOf(used)).toMatchObject([{ id }]);
    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    const fact = { subject: used.person.id, sequence: 2, data: {} };
    await graph.bus.publish('users.user', [newEvent(usersUser, 'erased', fact, { ...trail, now: () => new Date() })]);
    await until('the wallet is gone', async () => (await walletsOf(used.person)).length === 0);
    expect(await exportsOf(used)).toEqual([]);
    expect(await exportKey(used.person, id)).toEqual({ error: 'NOT_FOUND' });
  });
});
