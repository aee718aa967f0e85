import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, walletsWallet } from '@soko/events';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import fastify from 'fastify';
import { statementRoute } from '../routes/statement.ts';
import { KES, startWalletsWorld, transferring, type WalletsWorld, worldSealKey } from './wallets-world.ts';

let world: WalletsWorld;
let graph: WalletsWorld['graph'];
beforeAll(async () => {
  world = await startWalletsWorld();
  ({ graph } = world);
});
afterAll(() => graph.close());

const open: WalletsWorld['open'] = (...args) => world.open(...args);
const send: WalletsWorld['send'] = (...args) => world.send(...args);
const funded: WalletsWorld['funded'] = (...args) => world.funded(...args);

const owner = person('usr_1');

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
    expect(events).toMatchObject([{ sequence: 0, data: { ownerId: 'usr_1', currency: 'KES', isPot: false } }]);
  });

  it('opens pots beside it, once for a name', async () => {
    const as = person('usr_2');
    const pot = await open({ name: 'Holidays', idempotencyKey: 'pot-of-usr-2' }, as);
    expect(await open({ name: 'Holidays', idempotencyKey: 'pot-of-usr-2' }, as)).toEqual(pot);
    expect(await open({ name: 'Holidays' }, as)).toEqual({ __typename: 'WalletNameTaken', code: 'WALLET_NAME_TAKEN' });
    expect(await open({ name: 'Holidays', currency: 'EUR' }, as)).toMatchObject({ name: 'Holidays' });
    const { data } = await graph.query('{ wallets { id currency name } }', {}, { as });
    expect(data['wallets']).toMatchObject([{ id: pot.id }, { currency: 'EUR' }]);
    // A name may name a person: the log of events is never changed, and does not have it.
    const told = (await graph.told('wallets.wallet.opened')).filter(({ subject }) => subject === pot.id);
    expect(told.map((event) => event.data)).toEqual([{ ownerId: 'usr_2', currency: 'KES', isPot: true }]);
  });

  it('is refused beyond twenty in one currency', async () => {
    const as = person('usr_3');
    for (let pot = 1; pot <= 20; pot += 1) await open({ name: `Pot ${pot}` }, as);
    expect(await open({ name: 'Pot 21' }, as)).toEqual({ __typename: 'TooManyWallets', code: 'TOO_MANY_WALLETS' });
  });

  it('costs seven statements in its transaction, and two to show it', async () => {
    const { texts } = await graph.statements(() => open({}, person('usr_5')));
    expect(texts).toHaveLength(9);
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

describe('a transfer', () => {
  it('moves money to a pot, once for a key', async () => {
    const { as, id } = await funded('usr_10', 10_000n);
    const pot = await open({ name: 'Rent' }, as);
    const input = { fromWalletId: id, toWalletId: pot.id, amount: KES('30.00'), idempotencyKey: newId('req') };
    const [made, again] = await Promise.all([send(transferring, input, as), send(transferring, input, as)]);
    expect(made).toMatchObject({ from: { available: { amount: '70.00' } }, to: { available: { amount: '30.00' } } });
    expect(again.reference).toBe(made.reference);
    const told = await graph.told('wallets.wallet.balance_changed');
    const data = { ownerId: 'usr_10', currency: 'KES', kind: 'transfer', reference: made.reference };
    expect(told).toMatchObject([
      { subject: id, data: { ...data, balance: { amountMinor: '7000' } } },
      { subject: pot.id, data: { ...data, balance: { amountMinor: '3000' } } },
    ]);
  });

  it('is refused without the money, and for wallets that do not fit', async () => {
    const { as, id } = await funded('usr_11', 10_000n);
    const pot = await open({ name: 'Rent' }, as);
    const euros = await open({ currency: 'EUR' }, as);
    const foreign = await open({}, person('usr_12'));
    const move = (change: Record<string, unknown>) => {
      const input = {
        fromWalletId: id,
        toWalletId: pot.id,
        amount: KES('1.00'),
        idempotencyKey: newId('req'),
        ...change,
      };
      return send(transferring, input, as);
    };
    expect(await move({ amount: KES('100.01') })).toEqual({
      __typename: 'InsufficientFunds',
      code: 'INSUFFICIENT_FUNDS',
    });
    expect(await move({ toWalletId: id })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'toWalletId' });
    expect(await move({ toWalletId: euros.id })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'toWalletId' });
    expect(await move({ amount: { amount: '1.00', currency: 'EUR' } })).toMatchObject({ field: 'amount.currency' });
    expect(await move({ toWalletId: foreign.id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await move({ fromWalletId: foreign.id })).toMatchObject({ code: 'NOT_FOUND' });
    for (const amount of ['0.00', '-1.00', '1.001', '1']) {
      expect(await move({ amount: KES(amount) })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'amount.amount' });
    }
  });
});

describe('a statement', () => {
  const reading = /* GraphQL */ `
    query ($first: Int, $after: String, $from: DateTime!, $to: DateTime!) {
      wallet(currency: "KES") {
        statement(first: $first, after: $after) {
          nodes {
            kind
            amount {
              amount
            }
            balance {
              amount
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
        statementExport(from: $from, to: $to) {
          url
          expiresAt
        }
      }
    }
  `;
  /** What the route answers. */
  const download = async (url: string) => {
    const app = fastify();
    const sealKeys = [worldSealKey] as const;
    const none = { usual: 0, byCurrency: new Map() };
    const settings = {
      sealKeys,
      publicUrl: 'http://127.0.0.1',
      adjustmentLimits: { once: none, daily: none },
      refundFeePolicy: 'RETURN' as const,
      invoices: { issuer: 'Soko', issuerTaxId: null, vatBasisPoints: 0 },
    };
    statementRoute(app, { pool: graph.pool, settings, now: () => new Date() });
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    try {
      const answer = await fetch(new URL(url, origin));
      return { status: answer.status, body: await answer.text() };
    } finally {
      await app.close();
    }
  };
  const period = {
    from: new Date(Date.now() - 3_600_000).toISOString(),
    to: new Date(Date.now() + 3_600_000).toISOString(),
  };

  it('has the balance after each posting, in pages that new postings do not move, and as a file', async () => {
    const { as, id } = await funded('usr_20', 10_000n);
    const pot = await open({ name: 'Rent' }, as);
    const move = (amount: string) =>
      send(
        transferring,
        { fromWalletId: id, toWalletId: pot.id, amount: KES(amount), idempotencyKey: newId('req') },
        as,
      );
    await move('1.00');
    await move('2.00');
    const { data } = await graph.query(reading, { first: 2, ...period }, { as });
    const { nodes, pageInfo } = data['wallet'].statement;
    expect(nodes).toEqual([
      { kind: 'transfer', amount: { amount: '-2.00' }, balance: { amount: '97.00' } },
      { kind: 'transfer', amount: { amount: '-1.00' }, balance: { amount: '99.00' } },
    ]);
    await move('3.00');
    const next = await graph.query(reading, { first: 2, after: pageInfo.endCursor, ...period }, { as });
    expect(next.data['wallet'].statement.nodes).toEqual([
      { kind: 'deposit', amount: { amount: '100.00' }, balance: { amount: '100.00' } },
    ]);
    const { pathname, search } = new URL(data['wallet'].statementExport.url);
    const file = await download(`${pathname}${search}`);
    expect(file.status).toBe(200);
    const lines = file.body
      .trimEnd()
      .split('\r\n')
      .map((line: string) => line.split(',').slice(2).join(','));
    expect(lines).toEqual([
      'kind,amount,balance,currency',
      'deposit,100.00,100.00,KES',
      'transfer,-1.00,99.00,KES',
      'transfer,-2.00,97.00,KES',
      'transfer,-3.00,94.00,KES',
    ]);
    expect((await download(`${pathname}${search}x`)).status).toBe(404);
  });

  it('costs two statements for any number of postings', async () => {
    const { as } = await funded('usr_21', 10_000n);
    const ask = (first: number) => graph.statements(() => graph.query(reading, { first, ...period }, { as }));
    expect((await ask(5)).count).toBe(2);
    expect((await ask(50)).count).toBe(2);
  });
});

describe('following wallets', () => {
  it('sends a wallet of the viewer after its event', async () => {
    const { as, id } = await funded('usr_50', 500n);
    const asking = 'subscription { walletUpdated { id available { amount } } }';
    const data = { ownerId: 'usr_50', currency: 'KES' };
    const trail = {
      correlationId: 'req_1',
      causationId: null,
      actor: { kind: 'user', id: 'usr_50' },
      now: () => new Date(),
    } as const;
    const envelope = newEvent(walletsWallet, 'frozen', { subject: id, sequence: 9, data }, trail);
    const event = { topic: 'wallets.wallet', envelope };
    const mine = await graph.query(asking, {}, { as, event });
    expect(mine.data['walletUpdated']).toEqual({ id, available: { amount: '5.00' } });
    const others = await graph.query(asking, {}, { as: person('usr_51', 'SUPPORT'), event });
    expect(others.data['walletUpdated']).toBeNull();
  });
});
