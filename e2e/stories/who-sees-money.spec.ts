import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { readTable, valuesAt } from '../harness/documented-table.ts';
import { stripeAdmin } from '../harness/paying.ts';
import { newAddress, signUp } from '../harness/people.ts';

const everything = /* GraphQL */ `
  query ($bet: ID!, $deposit: ID!, $pending: ID!, $withdrawal: ID!) {
    bet(id: $bet) {
      status
      stake { amount }
      legs { odds }
      history { to }
      user { email wallets { balance { amount } } }
    }
    deposit(id: $deposit) {
      status
      amount { amount }
      received { amount }
      wallet { balance { amount } statement(first: 5) { nodes { kind } } history { by } }
    }
    pending: deposit(id: $pending) { status action { clientSecret } }
    withdrawal(id: $withdrawal) {
      status
      amount { amount }
      maskedPhone
      challenge { maskedTo }
      history { to by }
    }
  }
`; // prettier-ignore

const columns = ['owner', 'trader', 'support', 'others'] as const;

const kes = (amount: string) => ({ amount, currency: 'KES' });

/** Runs a mutation with one input and returns the member of its union, which must not be a refusal. */
async function act(as: Client, name: string, input: object, selection: string) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} } }`;
  const { [name]: made } = await as.data(document, { input });
  expect([name, made]).toEqual([name, expect.objectContaining({ id: expect.any(String) })]);
  return made;
}

const idOf = (type: string): string => `... on ${type} { id } ... on UserError { code message }`;

/** A selection of a match that takes bets. */
async function openSelection(visitor: Client): Promise<{ selectionId: string; odds: string }> {
  const { sportEvents } = await visitor.data(
    `{ sportEvents(filter: { status: [SCHEDULED] }, first: 20) { nodes { markets { status isLive selections { id odds } } } } }`,
  );
  const markets = sportEvents.nodes.flatMap((each: { markets: unknown[] }) => each.markets);
  const { selections } = markets.findLast(
    ({ status, isLive }: { status: string; isLive: boolean }) => status === 'ACTIVE' && !isLive,
  );
  return { selectionId: selections[0].id, odds: selections[0].odds };
}

/** Somebody with a bet, a deposit, one that waits for the bank, and a withdrawal that waits for its code. */
async function somebody(support: Client): Promise<{ owner: Client; ids: Record<string, string> }> {
  const owner = await signUp(newAddress('bettor'));
  const { id: walletId } = await act(owner, 'openWallet', { currency: 'KES', idempotencyKey: v7() }, idOf('Wallet'));
  await owner.data(`mutation { setDateOfBirth(input: { dateOfBirth: "1990-05-04", country: "KE" }) { __typename } }`);
  const deposit = async (token: string): Promise<string> => {
    const input = { walletId, amount: kes('1000.00'), method: 'STRIPE_CARD', token, idempotencyKey: v7() };
    return (await act(owner, 'deposit', input, idOf('Deposit'))).id;
  };
  const [paid, pending] = [
    await deposit('pm_card_visa'),
    await deposit(await stripeAdmin().newCard('4000002500003155')),
  ];
  await until('the deposit is paid', async () => {
    const { deposit: seen } = await owner.data('query ($id: ID!) { deposit(id: $id) { status } }', { id: paid });
    return seen.status === 'COMPLETED';
  });
  const bet = {
    kind: 'SINGLE',
    selections: [await openSelection(owner)],
    stake: kes('100.00'),
    oddsPolicy: 'ANY',
    idempotencyKey: v7(),
  };
  const { id: betId } = await act(owner, 'placeBet', bet, idOf('Bet'));
  const withdrawal = { walletId, amount: kes('200.00'), phone: '+254712345678', idempotencyKey: v7() };
  const { id: withdrawalId } = await act(owner, 'requestWithdrawal', withdrawal, idOf('Withdrawal'));
  const frozen = { walletId, reason: 'A look at who sees it.' };
  await act(support, 'freezeWallet', frozen, '... on Wallet { id }');
  return { owner, ids: { bet: betId, deposit: paid, pending, withdrawal: withdrawalId } };
}

describe('the money of a person', () => {
  const rows = readTable(columns, 'Money and bets');
  let viewers: Record<(typeof columns)[number], readonly Client[]>;
  let ids: Record<string, string>;

  beforeAll(async () => {
    const [trader, support, stranger, seller] = await Promise.all([
      signedInAs('trader@example.com'),
      signedInAs('support@example.com'),
      signUp(newAddress('stranger')),
      signedInAs('seller@example.com'),
    ]);
    const made = await somebody(support);
    ids = made.ids;
    viewers = { owner: [made.owner], trader: [trader], support: [support], others: [stranger, seller, client()] };
  });

  it('is seen as the documentation says, and every row is proven', async () => {
    const seen = new Map(
      await Promise.all(
        columns.map(
          async (column) =>
            [
              column,
              await Promise.all(viewers[column].map(async (viewer) => (await viewer.ask(everything, ids)).data)),
            ] as const,
        ),
      ),
    );
    const wrong = rows.flatMap(({ path, cells }) =>
      columns.flatMap((column) =>
        seen
          .get(column)!
          .map((result) => valuesAt(result, path.split('.')).length > 0)
          .filter((isSeen) => isSeen !== (cells[column] === 'yes'))
          .map((isSeen) => `${column} ${isSeen ? 'sees' : 'does not see'} ${path} (${cells[column]})`),
      ),
    );
    expect(rows.length).toBeGreaterThan(15);
    expect(wrong).toEqual([]);
  });
});
