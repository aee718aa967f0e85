import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { person, startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { wallets } from '../index.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(wallets);
});
afterAll(() => graph.close());

const opening = /* GraphQL */ `
  mutation ($input: OpenWalletInput!) {
    openWallet(input: $input) {
      __typename
      ... on Wallet {
        id
        currency
        name
        status
        available {
          amount
        }
      }
      ... on UserError {
        code
      }
    }
  }
`;

const owner = person('usr_1');

async function open(input: { currency?: string; name?: string; idempotencyKey?: string } = {}, as = owner) {
  const written = { idempotencyKey: newId('req'), currency: 'KES', ...input };
  const { data, errors } = await graph.query(opening, { input: written }, { as });
  return errors === undefined ? data['openWallet'] : errors[0]!.extensions;
}

describe('opening a wallet', () => {
  it('returns the one main wallet of a currency', async () => {
    const [first, again] = await Promise.all([open(), open()]);
    expect(first).toMatchObject({ __typename: 'Wallet', currency: 'KES', name: null, available: { amount: '0.00' } });
    expect(again).toEqual(first);
    const { data } = await graph.query(
      '{ wallet(currency: "KES") { id } none: wallet(currency: "EUR") { id } }',
      {},
      { as: owner },
    );
    expect(data).toEqual({ wallet: { id: first.id }, none: null });
    const events = (await graph.told('wallets.wallet.opened')).filter(({ subject }) => subject === first.id);
    expect(events).toMatchObject([{ sequence: 0, data: { ownerId: 'usr_1', currency: 'KES', name: null } }]);
  });

  it('opens pots beside it, once for a name', async () => {
    const as = person('usr_2');
    const pot = await open({ name: 'Holidays', idempotencyKey: 'pot-of-usr-2' }, as);
    expect(await open({ name: 'Holidays', idempotencyKey: 'pot-of-usr-2' }, as)).toEqual(pot);
    expect(await open({ name: 'Holidays' }, as)).toEqual({ __typename: 'WalletNameTaken', code: 'WALLET_NAME_TAKEN' });
    expect(await open({ name: 'Holidays', currency: 'EUR' }, as)).toMatchObject({ name: 'Holidays' });
    const { data } = await graph.query('{ wallets { id currency name } }', {}, { as });
    expect(data['wallets']).toMatchObject([{ id: pot.id }, { currency: 'EUR' }]);
  });

  it('is refused beyond twenty in one currency', async () => {
    const as = person('usr_3');
    for (let pot = 1; pot <= 20; pot += 1) await open({ name: `Pot ${pot}` }, as);
    expect(await open({ name: 'Pot 21' }, as)).toEqual({ __typename: 'TooManyWallets', code: 'TOO_MANY_WALLETS' });
  });

  it('refuses a currency that is not supported', async () => {
    expect(await open({ currency: 'XXX' })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('wallets of a user', () => {
  it.each([
    ['the user', person('usr_4'), 1],
    ['support', person('usr_9', 'SUPPORT'), 1],
    ['another user', person('usr_9'), null],
  ])('are shown to %s', async (_who, as, expected) => {
    await open({}, person('usr_4'));
    const asking = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { wallets { id } } } }';
    const { data } = await graph.query(asking, { of: [{ __typename: 'User', id: 'usr_4' }] }, { as });
    expect(data['_entities'][0].wallets?.length ?? null).toBe(expected);
  });
});
