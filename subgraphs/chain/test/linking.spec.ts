import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserViewer } from '@soko/auth';
import type { Anvil } from '@soko/chain-simulator';
import { startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { hashMessage, toHex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { parseSiweMessage } from 'viem/siwe';
import { chain } from '../index.ts';
import { chainId, publicUrl, someone, startNode, variables } from './chain-scene.ts';

/** A contract whose `isValidSignature` (ERC-1271) says yes to one hash alone. */
const contractFor = (hash: string): string =>
  // PUSH32 hash, PUSH1 4, CALLDATALOAD, EQ, PUSH4 the answer of ERC-1271, MUL, PUSH1 224, SHL, PUSH1 0, MSTORE, RETURN of 32 bytes
  `0x7f${hash.slice(2)}60043514631626ba7e0260e01b60005260206000f3`;

let anvil: Anvil;
let graph: TestSubgraph;
/** Time that has passed beside that of the machine. */
let laterMs = 0;

beforeAll(async () => {
  anvil = await startNode();
  graph = await startTestSubgraph(chain, {
    env: variables(anvil.url),
    now: () => new Date(Date.now() + laterMs),
  });
});
afterAll(async () => {
  await graph.close();
  await anvil.close();
});

const somebody = () => someone() as UserViewer;
const newAccount = () => privateKeyToAccount(generatePrivateKey());

async function mutate(
  as: UserViewer,
  name: string,
  fields: string,
  input: object,
  refusal = '... on UserError { code }',
) {
  const { data, errors } = await graph.query(
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) {
      ${name}(input: $input) { __typename ${fields} ${refusal} } }`,
    { input },
    { as },
  );
  return errors === undefined ? data[name] : { error: errors[0]!.extensions?.['code'] };
}

const challenge = (as: UserViewer, address: string) =>
  mutate(as, 'createWalletChallenge', '... on WalletChallenge { id message expiresAt }', { address });
const link = (as: UserViewer, challengeId: string, signature: string) =>
  mutate(as, 'linkChainWallet', '... on ChainWallet { id address kind isDefault }', { challengeId, signature });
const unlink = (as: UserViewer, walletId: string) =>
  mutate(as, 'unlinkChainWallet', '... on ChainWalletUnlinked { walletId }', { walletId });
const choose = (as: UserViewer, walletId: string) =>
  mutate(as, 'setDefaultChainWallet', '... on ChainWallet { id isDefault }', { walletId }, '');

/** Links an account with a key, as wallets do it. */
async function linked(as: UserViewer, account = newAccount()) {
  const { id, message } = await challenge(as, account.address);
  return link(as, id, await account.signMessage({ message }));
}

describe('a wallet', () => {
  it('is linked by the signature of its key, for one account, this installation, its chain and ten minutes', async () => {
    const [person, account] = [somebody(), newAccount()];
    const { id, message, expiresAt } = await challenge(person, account.address);
    expect(parseSiweMessage(message)).toMatchObject({
      domain: 'soko.example',
      uri: publicUrl,
      address: account.address,
      chainId,
      version: '1',
      requestId: id,
      statement: `Link this wallet to the account ${person.id}.`,
      expirationTime: new Date(expiresAt),
    });
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 600_000)).toBeLessThan(60_000);
    const signature = await account.signMessage({ message });
    const wallets = await Promise.all([link(person, id, signature), link(person, id, signature)]);
    expect(wallets[0]).toMatchObject({ kind: 'LINKED', address: account.address, isDefault: true });
    expect(wallets[1]).toEqual(wallets[0]);
  });

  it('is not linked by another key, another text, another person, or too late', async () => {
    const [person, account, thief] = [somebody(), newAccount(), newAccount()];
    const { id, message } = await challenge(person, account.address);
    const right = await account.signMessage({ message });
    const wrong = [
      await thief.signMessage({ message }),
      await account.signMessage({ message: message.replace('soko.example', 'shop.example') }),
      toHex(7n, { size: 65 }),
      '0x12',
    ];
    for (const signature of wrong)
      expect(await link(person, id, signature)).toMatchObject({ code: 'WALLET_SIGNATURE_WRONG' });
    expect(await link(person, id, 'signed')).toEqual({ error: 'BAD_USER_INPUT' });
    expect(await link(somebody(), id, right)).toEqual({ error: 'NOT_FOUND' });
    laterMs = 600_001;
    try {
      expect(await link(person, id, right)).toMatchObject({ code: 'WALLET_CHALLENGE_EXPIRED' });
    } finally {
      laterMs = 0;
    }
  });

  it('belongs to one person, and its signature links it once', async () => {
    const [one, other, account] = [somebody(), somebody(), newAccount()];
    const { id, message } = await challenge(one, account.address);
    const signature = await account.signMessage({ message });
    const wallet = await link(one, id, signature);
    expect(await linked(other, account)).toMatchObject({ code: 'CHAIN_WALLET_TAKEN' });
    expect(await unlink(other, wallet.id)).toEqual({ error: 'NOT_FOUND' });
    expect(await unlink(one, wallet.id)).toMatchObject({ walletId: wallet.id });
    expect(await link(one, id, signature)).toMatchObject({ code: 'WALLET_CHALLENGE_EXPIRED' });
    const raced = await Promise.all([linked(one, account), linked(other, account)]);
    expect(new Set(raced.map(({ __typename }) => __typename))).toEqual(new Set(['ChainWallet', 'ChainWalletTaken']));
  });

  it('that is a contract is linked when its code says so', async () => {
    const [person, address] = [somebody(), newAccount().address];
    const { id, message } = await challenge(person, address);
    await anvil.call('anvil_setCode', [address, contractFor(hashMessage('another text'))]);
    expect(await link(person, id, '0x1234')).toMatchObject({ code: 'WALLET_SIGNATURE_WRONG' });
    await anvil.call('anvil_setCode', [address, contractFor(hashMessage(message))]);
    expect(await link(person, id, '0x1234')).toMatchObject({ kind: 'LINKED', address });
  });

  it('has its challenge deleted once it has expired', async () => {
    const [before, after] = [await challenge(somebody(), newAccount().address), { laterMs }];
    laterMs += 11 * 60_000;
    try {
      const open = await challenge(somebody(), newAccount().address);
      await graph.subgraph.runJob('chain.delete-challenges');
      const { rows } = await graph.pool.query('SELECT id FROM wallet_challenge WHERE id = ANY($1)', [
        [before.id, open.id],
      ]);
      expect(rows).toEqual([{ id: open.id }]);
    } finally {
      ({ laterMs } = after);
    }
  });

  it('is tried sixty times an hour at most', async () => {
    const [person, account] = [somebody(), newAccount()];
    const { id, message } = await challenge(person, account.address);
    const wrong = await newAccount().signMessage({ message });
    const tried = await Promise.all(Array.from({ length: 61 }, () => link(person, id, wrong)));
    expect(tried.filter(({ error }) => error === 'RATE_LIMITED')).toHaveLength(1);
    expect(tried.filter(({ code }) => code === 'WALLET_SIGNATURE_WRONG')).toHaveLength(60);
  });

  it('gets the items when its owner chooses it, and is one of ten at most', async () => {
    const person = somebody();
    const made = [];
    for (let count = 0; count < 10; count += 1) made.push(await linked(person));
    expect(made.map(({ isDefault }) => isDefault)).toEqual([true, ...Array.from({ length: 9 }, () => false)]);
    expect(await linked(person)).toMatchObject({ code: 'CHAIN_WALLET_LIMIT_REACHED' });
    const defaults = async () => {
      const { data } = await graph.query('{ myChainWallets { id isDefault } }', {}, { as: person });
      return data['myChainWallets']
        .filter(({ isDefault }: { isDefault: boolean }) => isDefault)
        .map(({ id }: { id: string }) => id);
    };
    expect(await choose(person, made[3].id)).toMatchObject({ isDefault: true });
    expect(await defaults()).toEqual([made[3].id]);
    const { data } = await graph.query(
      'mutation { createCustodialWallet { ... on ChainWallet { id } } }',
      {},
      { as: person },
    );
    const custodialId = data['createCustodialWallet'].id;
    expect(await choose(person, custodialId)).toMatchObject({ isDefault: true });
    expect(await defaults()).toEqual([custodialId]);
    expect(await unlink(person, custodialId)).toMatchObject({ code: 'CUSTODIAL_WALLET_STAYS' });
    expect(await choose(somebody(), custodialId)).toEqual({ error: 'NOT_FOUND' });
  });
});
