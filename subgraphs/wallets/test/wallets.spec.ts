import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { wallets } from '../index.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(wallets);
});
afterAll(() => graph.close());

const creating = /* GraphQL */ `
  mutation ($input: CreateWalletInput!) {
    createWallet(input: $input) {
      __typename
      ... on Wallet {
        id
        name
      }
      ... on UserError {
        code
      }
    }
  }
`;

const owner = person('usr_1');

async function create(name: string, { idempotencyKey = newId('req'), as = owner } = {}) {
  const { data, errors } = await graph.query(creating, { input: { idempotencyKey, name } }, { as });
  expect(errors).toBeUndefined();
  return data['createWallet'] as { __typename: string; id: string; code?: string };
}

async function find(id: string, as = owner): Promise<unknown> {
  const { data } = await graph.query('query ($id: ID!) { wallet(id: $id) { id name } }', { id }, { as });
  return data['wallet'];
}

describe('a wallet', () => {
  it('is saved with its event', async () => {
    const { id } = await create('First');
    expect(await find(id)).toEqual({ id, name: 'First' });
    const events = (await graph.told('wallets.wallet.created')).filter(({ subject }) => subject === id);
    expect(events).toEqual([expect.objectContaining({ sequence: 1, data: { ownerId: 'usr_1' } })]);
  });

  it('is created once for one idempotency key', async () => {
    const idempotencyKey = newId('req');
    const [first, repeat] = await Promise.all([
      create('Second', { idempotencyKey }),
      create('Second', { idempotencyKey }),
    ]);
    expect(repeat).toEqual(first);
    expect((await graph.told('wallets.wallet.created')).filter(({ subject }) => subject === first.id)).toHaveLength(1);
  });

  it('is refused when its name is taken', async () => {
    await create('Third');
    expect(await create('Third')).toEqual({ __typename: 'WalletNameTaken', code: 'WALLET_NAME_TAKEN' });
  });

  it('is null for another user', async () => {
    const { id } = await create('Fourth');
    expect(await find(id, person('usr_2'))).toBeNull();
  });

  it('is deleted when its owner is erased', async () => {
    const erased = person('usr_3');
    const { id } = await create('Fifth', { as: erased });
    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    const event = newEvent(
      usersUser,
      'erased',
      { subject: 'usr_3', sequence: 2, data: {} },
      { ...trail, now: () => new Date() },
    );
    await graph.bus.publish('users.user', [event]);
    await until('the wallet is deleted', async () => (await find(id, erased)) === null);
  });
});
