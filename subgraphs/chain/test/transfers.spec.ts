import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserViewer } from '@soko/auth';
import type { Anvil } from '@soko/chain-simulator';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { toHex } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { chain } from '../index.ts';
import {
  contractAt,
  createBoth,
  mintToken,
  openShop,
  seeCollection,
  type Shop,
  someone,
  startNode,
  untilMint,
  variables,
} from './chain-scene.ts';

let anvil: Anvil;
let graph: TestSubgraph;
let shop: Shop;
let tokenId: string;
let address: string;
let collectionId: string;

beforeAll(async () => {
  anvil = await startNode();
  graph = await startTestSubgraph(chain, {
    env: variables(anvil.url, { CHAIN_TRANSFERS_PER_DAY: '6' }),
  });
  // The specs say when it looks.
  await graph.subgraph.stopWorking();
  shop = await openShop(graph);
  ({ tokenId, collectionId } = await createBoth(graph, shop, { maxSupply: 1_000 }));
});
afterAll(async () => {
  await graph.close();
  await anvil.close();
});

const follow = () => graph.subgraph.runJob('chain.follow-transfers');

/** A person whose custodial wallet has items, as the followed blocks show. */
async function holder(
  amount: number,
  person = someone() as UserViewer,
): Promise<{ person: UserViewer; wallet: string }> {
  const { data } = await graph.query(
    'mutation { createCustodialWallet { ... on ChainWallet { address } } }',
    {},
    { as: person },
  );
  const wallet = data['createCustodialWallet'].address as string;
  const { id } = await mintToken(graph, shop, tokenId, { to: wallet, amount });
  await untilMint(graph, shop, id, 'CONFIRMED');
  ({ address } = await seeCollection(graph, collectionId));
  await follow();
  return { person, wallet };
}

/** Somebody who gets items, and had none. */
const newAddress = () => privateKeyToAddress(toHex(crypto.getRandomValues(new Uint8Array(32))));

async function transfer(as: UserViewer, input: object) {
  const { data, errors } = await graph.query(
    `mutation ($input: TransferTokenInput!) { transferToken(input: $input) { __typename
      ... on TokenTransfer { id status from to amount } ... on ItemsNotHeld { available } ... on UserError { code } } }`,
    { input: { tokenId, idempotencyKey: newId('req'), ...input } },
    { as },
  );
  return errors === undefined ? data['transferToken'] : { error: errors[0]!.extensions?.['code'] };
}

async function see(as: UserViewer, id: string) {
  const { data } = await graph.query(
    'query ($id: ID!) { tokenTransfer(id: $id) { status failure transactionHash blockNumber confirmedAt token { id } } }',
    { id },
    { as },
  );
  return data['tokenTransfer'];
}

const untilTransfer = (as: UserViewer, id: string, status: string) =>
  until(`the transfer is ${status}`, async () => {
    await graph.subgraph.runJob('chain.send-calls');
    const seen = await see(as, id);
    return seen.status === status ? seen : null;
  });

const onContract = async (...owners: string[]) => {
  const contract = contractAt(anvil.url, address);
  return Promise.all(owners.map(async (owner) => Number(await contract.balanceOf(owner, 1))));
};

const amountOf = async (owner: string): Promise<number> => {
  const { data } = await graph.query(
    'query ($owner: String) { tokensOf(owner: $owner) { nodes { amount token { id } } } }',
    { owner },
  );
  return data['tokensOf'].nodes.find(({ token }: { token: { id: string } }) => token.id === tokenId)?.amount ?? 0;
};

describe('items in a custodial wallet', () => {
  it('are sent once, however often it is asked for, and are where the contract says', async () => {
    const { person, wallet } = await holder(3);
    const to = newAddress();
    const input = { to, amount: 2, idempotencyKey: newId('req') };
    const asked = await Promise.all([transfer(person, input), transfer(person, input), transfer(person, input)]);
    const { id } = asked[0];
    expect(asked).toEqual(
      asked.map(() => ({ __typename: 'TokenTransfer', id, status: 'QUEUED', from: wallet, to, amount: 2 })),
    );
    // The chain shows three of them still.
    expect(await transfer(person, { to, amount: 2 })).toMatchObject({ code: 'ITEMS_NOT_HELD', available: 1 });
    expect([await see(person, id), await see(someone() as UserViewer, id)]).toMatchObject([
      { token: { id: tokenId } },
      null,
    ]);
    const sent = await untilTransfer(person, id, 'CONFIRMED');
    expect(sent).toMatchObject({ failure: null, transactionHash: expect.stringMatching(/^0x/) });
    expect(await onContract(wallet, to)).toEqual([1, 2]);
    expect(await amountOf(to)).toBe(0);
    expect(await transfer(person, { to, amount: 2 })).toMatchObject({ code: 'ITEMS_NOT_HELD', available: 1 });
    await follow();
    expect([await amountOf(wallet), await amountOf(to)]).toEqual([1, 2]);
    const told = (await graph.told()).filter(({ subject }) => subject === id);
    expect(told.map(({ type }) => type.split('.').at(-1))).toEqual(['requested', 'submitted', 'confirmed']);
  });

  it('are sent as often as they are there, by many at once', async () => {
    const { person, wallet } = await holder(3);
    const to = newAddress();
    const made = await Promise.all([1, 2, 3, 4, 5].map(() => transfer(person, { to })));
    const [sent, refused] = [made.filter(({ id }) => id !== undefined), made.filter(({ id }) => id === undefined)];
    expect([sent.length, refused.map(({ available }) => available)]).toEqual([3, [0, 0]]);
    for (const { id } of sent) await untilTransfer(person, id, 'CONFIRMED');
    expect(await onContract(wallet, to)).toEqual([0, 3]);
  });

  it('are moved again after a reorganisation that dropped the transfer, once', async () => {
    const { person, wallet } = await holder(1);
    const to = newAddress();
    const { id } = await transfer(person, { to });
    await untilTransfer(person, id, 'CONFIRMED');
    await anvil.call('anvil_mine', ['0x1']);
    await anvil.call('anvil_reorg', [3, []]);
    expect(await onContract(to)).toEqual([0]);
    await until('the transfer is back', async () => {
      await graph.subgraph.runJob('chain.look-back');
      await graph.subgraph.runJob('chain.send-calls');
      const [moved] = await onContract(to);
      return moved === 1 && (await see(person, id)).status === 'CONFIRMED';
    });
    expect(await onContract(wallet, to)).toEqual([0, 1]);
    const told = (await graph.told()).filter(({ subject }) => subject === id);
    expect(told.map(({ type }) => type.split('.').at(-1))).toEqual([
      'requested',
      'submitted',
      'confirmed',
      'submitted',
      'confirmed',
    ]);
  });

  it('stay where the receiver takes none, and can be sent then', async () => {
    const { person, wallet } = await holder(1);
    const { id } = await transfer(person, { to: address });
    expect(await untilTransfer(person, id, 'FAILED')).toMatchObject({
      failure: 'REFUSED_BY_CONTRACT',
      confirmedAt: null,
    });
    expect(await onContract(wallet)).toEqual([1]);
    expect(await transfer(person, { to: newAddress() })).toMatchObject({ status: 'QUEUED' });
  });

  it('are not sent again after a transaction without effect, since the receiver decides on that', async () => {
    const { person, wallet } = await holder(1);
    const to = newAddress();
    await anvil.call('evm_setAutomine', [false]);
    const { id } = await transfer(person, { to });
    await untilTransfer(person, id, 'SUBMITTED');
    // It took items when the node was asked, takes none when it is mined, and would take them after that.
    await anvil.call('anvil_setCode', [to, '0x60006000fd']);
    await anvil.call('anvil_mine', ['0x1']);
    await anvil.call('anvil_setCode', [to, '0x']);
    await anvil.call('evm_setAutomine', [true]);
    expect(await untilTransfer(person, id, 'FAILED')).toMatchObject({ failure: 'TRIES_USED_UP' });
    expect(await onContract(wallet, to)).toEqual([1, 0]);
    expect(await transfer(person, { to })).toMatchObject({ status: 'QUEUED' });
  });

  it('are sent after the mints of the store', async () => {
    const { person } = await holder(1);
    const { id } = await transfer(person, { to: newAddress() });
    const mint = await mintToken(graph, shop, tokenId);
    await untilTransfer(person, id, 'CONFIRMED');
    const { rows } = await graph.pool.query(
      `SELECT c.subject_id AS id FROM chain_nonce n JOIN chain_call c ON c.id = n.call_id WHERE c.subject_id = ANY($1)
        ORDER BY n.nonce`,
      [[id, mint.id]],
    );
    expect(rows).toEqual([{ id: mint.id }, { id }]);
  });

  it('are sent as often in a day as the installation allows', async () => {
    const { person } = await holder(8);
    const first = { to: newAddress(), idempotencyKey: newId('req') };
    const made = [await transfer(person, first)];
    for (let turn = 1; turn < 7; turn += 1) made.push(await transfer(person, { to: newAddress() }));
    const answers = made.map(({ status, error }) => status ?? error);
    expect(answers).toEqual([...Array.from({ length: 6 }, () => 'QUEUED'), 'RATE_LIMITED']);
    expect(await transfer(person, first)).toMatchObject({ id: made[0].id });
  });

  it('are not sent without a wallet, to the wallet itself, of no token, or by an older contract', async () => {
    const to = newAddress();
    const newcomer = someone() as UserViewer;
    const early = { to, idempotencyKey: newId('req') };
    expect(await transfer(newcomer, early)).toMatchObject({ code: 'ITEMS_NOT_HELD', available: 0 });
    const { person, wallet } = await holder(2, newcomer);
    expect(await transfer(person, early)).toMatchObject({ status: 'QUEUED' });
    expect(await transfer(person, { to: wallet })).toEqual({ error: 'BAD_USER_INPUT' });
    expect(await transfer(person, { to, amount: 0 })).toEqual({ error: 'BAD_USER_INPUT' });
    expect(await transfer(person, { to, tokenId: newId('ctk') })).toEqual({ error: 'NOT_FOUND' });
    await graph.pool.query('UPDATE collection SET contract_version = 1 WHERE id = $1', [collectionId]);
    try {
      expect(await transfer(person, { to })).toMatchObject({ code: 'TRANSFER_NOT_SUPPORTED' });
    } finally {
      await graph.pool.query('UPDATE collection SET contract_version = 2 WHERE id = $1', [collectionId]);
    }
    expect(await transfer(person, { to })).toMatchObject({ status: 'QUEUED' });
  });

  it('reach their receiver when their owner is erased meanwhile', async () => {
    const { person, wallet } = await holder(1);
    const to = newAddress();
    const { id } = await transfer(person, { to });
    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    const fact = { subject: person.id, sequence: 2, data: {} };
    // One that works, unlike the other.
    const working = await graph.replica();
    await graph.bus.publish('users.user', [newEvent(usersUser, 'erased', fact, { ...trail, now: () => new Date() })]);
    const ownerOf = async () =>
      (await graph.pool.query('SELECT user_id FROM token_transfer WHERE id = $1', [id])).rows[0].user_id;
    await until('the person is forgotten', async () => (await ownerOf()) === null);
    await working.close();
    expect(await transfer(person, { to })).toEqual({ error: 'UNAUTHENTICATED' });
    await until('the items arrive', async () => {
      await graph.subgraph.runJob('chain.send-calls');
      return (await onContract(to))[0] === 1;
    });
    expect(await onContract(wallet, to)).toEqual([0, 1]);
  });
});
