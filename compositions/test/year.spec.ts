import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { rebuilds } from '@soko/subgraph-analytics/projections';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { act, type Bettor, placeBet, richBettor } from '../../e2e/harness/bettors.ts';
import { fillCart, type Goods, goodsOnSale, placeOrder, quote } from '../../e2e/harness/buying.ts';
import { type Client, client, signedInAs } from '../../e2e/harness/client.ts';
import { packAndDeliver } from '../../e2e/harness/fulfilling.ts';
import { freePort } from '../../e2e/harness/soko.mjs';
import { processVariables } from '../env.ts';
import { type Standalone, startStandalone } from '../index.ts';

jest.setTimeout(300_000);

let folder: string;
let soko: Standalone;
let aheadMs = 0;

/** Noon of the 15th of the month that is `months` after this one, so that no figure is near the end of a month. */
const noonAfter = (months: number): number => {
  const today = new Date();
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1 + months, 15, 12);
};

const now = () => new Date(Date.now() + aheadMs);
const goTo = (time: number): void => void (aheadMs = time - Date.now());

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soko-year-'));
  // Postgres does not run as root, so that another user must get in.
  await chmod(folder, 0o755);
  const variables = Object.assign(processVariables, {
    // A Postgres of its own: the databases of a whole Soko have the same names on every server.
    DATABASE_URL: '',
    SOKO_DATA_DIR: folder,
    KAFKA_BROKERS: '',
    PORT: String(await freePort()),
    LOG_LEVEL: 'silent',
    NOTIFICATIONS_OUTBOX: 'true',
    WALLETS_SIMULATED_FEED: 'false',
    PROJECTION_WAIT_MS: '10000',
    USERS_PASSWORD_MEMORY_KIB: '8',
    USERS_PASSWORD_PASSES: '1',
  });
  soko = await startStandalone(variables, { reset: true, now, log: silentLogger });
});

afterAll(async () => {
  await soko?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Waits until every event is handled. */
const settled = () =>
  until(
    'every event is handled',
    async () => {
      for (const { relay, consuming } of Object.values(soko.subgraphs)) {
        await relay.drain();
        for (const group of consuming.groups)
          if (Object.values(await soko.bus.lag(group)).some((lag) => lag > 0)) return false;
      }
      return true;
    },
    60_000,
  );

type Figure = readonly [month: string, currency: string, value: string];

/** What a statement counts by month and currency, without zeros. */
async function count(subgraph: 'orders' | 'payments' | 'wallets', text: string): Promise<Figure[]> {
  const { rows } = await soko.subgraphs[subgraph].database.pool.query<Record<'month' | 'currency' | 'value', string>>(
    `SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, currency::text, sum(value)::text AS value FROM (${text}) AS each
      GROUP BY 1, 2 HAVING sum(value) <> 0 ORDER BY 1, 2`,
  );
  return rows.map(({ month, currency, value }) => [month, currency, value]);
}

const money = '{ amount }';
const document = `query ($range: DashboardRange!) { platformDashboard(range: $range) { currencies { currency openLiability ${money}
  periods { from figures { trade { created fulfilled cancelled gmv ${money} fees ${money} refunds ${money} }
    deposits ${money} betting { bets stakes ${money} ggr ${money} } } } } } }`;

// oxlint-disable-next-line typescript/no-explicit-any
type Shown = any;

const minorOf = (value: number | { amount: string }): string =>
  typeof value === 'number' ? String(value) : value.amount.replace('.', '').replace(/^(-?)0+(?=\d)/, '$1');

/** A figure of the dashboard by month and currency, without zeros. */
const figures = (board: Shown, read: (shown: Shown) => number | { amount: string }): Figure[] =>
  board.currencies
    .flatMap(({ currency, periods }: Shown) =>
      periods.map(({ from, figures: shown }: Shown): Figure => [from.slice(0, 7), currency, minorOf(read(shown))]),
    )
    .filter(([, , value]: Figure) => value !== '0')
    .toSorted((a: Figure, b: Figure) => `${a[0]} ${a[1]}`.localeCompare(`${b[0]} ${b[1]}`));

/** Runs a mutation that nothing refuses. */
async function run(as: Client, name: string, input: object): Promise<void> {
  const { code, message } = await act(as, name, input);
  if (code !== undefined) throw new Error(`${name}: ${code} ${message}`);
}

describe('the dashboard of the platform after a year', () => {
  let admin: Client;
  let goods: Goods;
  let bettor: Bettor;
  let competitionId: string;

  async function look(): Promise<Shown> {
    const range = { from: monthAfter(-24), to: monthAfter(14), granularity: 'MONTH', timeZone: 'UTC' };
    return (await admin.data(document, { range })).platformDashboard;
  }
  const monthAfter = (months: number): string => new Date(noonAfter(months)).toISOString().slice(0, 10);

  async function buy(variantId: string, quantity: number): Promise<string> {
    const guest = client({ url: soko.url });
    const cart = await fillCart(guest, [[variantId, quantity]]);
    const checkout = await placeOrder(guest, (await quote(guest, cart)).id);
    if (checkout.status !== 'CONFIRMED') throw new Error(`Not bought: ${JSON.stringify(checkout)}`);
    return checkout.orders[0].id;
  }

  async function market(trader: Client) {
    const startsAt = new Date(now().getTime() + 86_400_000).toISOString();
    const event = { competitionId, name: `Race ${v7()}`, startsAt, idempotencyKey: v7() };
    const { id: sportEventId } = await act(trader, 'createSportEvent', event, '... on SportEvent { id }');
    const selections = ['2.000', '3.500'].map((odds, at) => ({ outcome: `RUNNER_${at}`, name: `Runner ${at}`, odds }));
    const given = { sportEventId, type: 'CUSTOM', name: 'Winner', selections, idempotencyKey: v7() };
    return act(trader, 'createMarket', given, '... on Market { id selections { id odds } }');
  }

  async function bet(selection: { id: string; odds: string }, stake: string): Promise<string> {
    const placed = await placeBet(bettor, selection, stake);
    if (placed.id === undefined) throw new Error(`No bet: ${JSON.stringify(placed)}`);
    return placed.id;
  }

  /** A month: orders that are delivered, refunded, cancelled or left, and bets that win, lose, are cashed out or stay open. */
  async function live(month: number): Promise<void> {
    const { url } = soko;
    const [trader, warehouse, courier] = await Promise.all(
      ['trader', 'warehouse', 'courier'].map((name) => signedInAs(`${name}@example.com`, url)),
    );
    const delivered = await buy(goods.small, 1 + (month % 3));
    await packAndDeliver(warehouse!, courier!, delivered);
    await settled();
    if (month % 2 === 0) {
      const { order } = await admin.data('query ($id: ID!) { order(id: $id) { payment { id } } }', { id: delivered });
      const refund = { paymentId: order.payment.id, amount: { amount: `${month + 1}.25`, currency: 'EUR' } };
      const given = { ...refund, reason: 'A scratch', idempotencyKey: v7() };
      await run(admin, 'refundPayment', given);
    }
    const other = await buy(goods.large, 1);
    if (month % 3 === 0) await run(admin, 'cancelOrder', { orderId: other, reason: 'A change of mind' });
    const { id: marketId, selections } = await market(trader!);
    await bet(selections[0], `${100 + month}.00`);
    await bet(selections[1], '50.00');
    const taken = await bet(selections[1], '40.00');
    if (month % 4 === 0) await run(bettor.user, 'cancelBet', { betId: taken, idempotencyKey: v7() });
    if (month % 5 !== 4) {
      await run(trader!, 'closeMarket', { marketId });
      const results = selections.map(({ id }: { id: string }, at: number) => ({
        selectionId: id,
        result: at === month % 2 ? 'WON' : 'LOST',
      }));
      await run(trader!, 'settleMarket', { marketId, results, idempotencyKey: v7() });
    }
    await settled();
  }

  beforeAll(async () => {
    const { url } = soko;
    goTo(noonAfter(0));
    admin = await signedInAs('admin@example.com', url);
    goods = await goodsOnSale('year', 200, url);
    bettor = await richBettor('20000.00', client({ url }));
    const trader = await signedInAs('trader@example.com', url);
    const sport = await act(
      trader,
      'createSport',
      { slug: `s-${v7().slice(-12)}`, name: 'A year' },
      '... on Sport { id }',
    );
    competitionId = (
      await act(trader, 'createCompetition', { sportId: sport.id, name: 'Cup' }, '... on Competition { id }')
    ).id;
    for (let month = 0; month < 12; month += 1) {
      goTo(noonAfter(month));
      await live(month);
    }
    await settled();
  });

  /** Compares with the databases of those who keep orders, refunds, bets and deposits. */
  async function compare(board: Shown): Promise<void> {
    const trade = (name: string) => figures(board, (shown) => shown.trade[name]);
    const orders = (value: string, condition = 'true') =>
      count('orders', `SELECT created_at AS at, currency, ${value} AS value FROM orders WHERE ${condition}`);
    const reached = (status: string) =>
      count(
        'orders',
        `SELECT h.at, o.currency, 1 AS value FROM order_history h JOIN orders o ON o.id = h.order_id WHERE h.to_status = '${status}'`,
      );
    const sold = `status IN ('CONFIRMED', 'PACKAGING', 'PACKAGED', 'IN_DELIVERY', 'DELIVERY_FAILED', 'FULFILLED', 'RETURN_REQUESTED', 'RETURNED')`;
    expect(trade('created')).toEqual(await orders('1'));
    expect(trade('gmv')).toEqual(await orders('items_minor', sold));
    expect(trade('fees')).toEqual(await orders('fee_minor', sold));
    expect(trade('fulfilled')).toEqual(await reached('FULFILLED'));
    expect(trade('cancelled')).toEqual(await reached('CANCELLED'));
    expect(trade('refunds')).toEqual(
      await count(
        'payments',
        `SELECT r.updated_at AS at, p.currency, r.amount_minor AS value FROM refund r JOIN payment p ON p.id = r.payment_id
          WHERE r.status = 'SUCCEEDED'`,
      ),
    );
    const betting = (name: string) => figures(board, (shown) => shown.betting[name]);
    expect(betting('bets')).toEqual(await count('wallets', 'SELECT placed_at AS at, currency, 1 AS value FROM bet'));
    // The ledger of each bet: the stake goes, and what it pays comes.
    expect(betting('stakes')).toEqual(
      await count(
        'wallets',
        `SELECT placed_at AS at, currency, stake_minor AS value FROM bet UNION ALL
          SELECT h.at, b.currency, -b.stake_minor FROM bet_history h JOIN bet b ON b.id = h.bet_id WHERE h.to_status = 'CANCELLED'`,
      ),
    );
    expect(betting('ggr')).toEqual(
      await count(
        'wallets',
        `SELECT settled_at AS at, currency, unit_stake_minor * lines - return_minor AS value FROM bet WHERE settled_at IS NOT NULL
          UNION ALL SELECT c.at, b.currency, c.stake_minor - c.amount_minor FROM cash_out c JOIN bet b ON b.id = c.bet_id`,
      ),
    );
    const { rows } = await soko.subgraphs.wallets.database.pool.query(
      `SELECT currency::text, sum(open_minor)::text AS open FROM exposure WHERE scope = 'USER' GROUP BY 1 HAVING sum(open_minor) > 0 ORDER BY 1`,
    );
    expect(
      board.currencies
        .map(({ currency, openLiability }: Shown) => ({ currency, open: minorOf(openLiability) }))
        .filter(({ open }: Shown) => open !== '0'),
    ).toEqual(rows);
    expect(figures(board, (shown) => shown.deposits)).toEqual(
      await count(
        'wallets',
        `SELECT updated_at AS at, currency, amount_minor - excise_minor AS value FROM deposit WHERE status = 'COMPLETED'`,
      ),
    );
  }

  it('has what SQL counts in the databases of orders, payments and wallets, by month and currency', async () => {
    const board = await look();
    const months = new Set(figures(board, ({ betting }) => betting.ggr).map(([month]) => month));
    expect(months.size).toBeGreaterThan(8);
    await compare(board);
  });

  it('answers as before while it is built again, and has the same figures afterwards', async () => {
    const before = await look();
    const { pool } = soko.subgraphs.analytics.database;
    const answers: Shown[] = [];
    let isBuilt = false;
    const building = rebuilds.business({ pool, bus: soko.bus, now }).finally(() => (isBuilt = true));
    do answers.push(await look());
    while (!isBuilt);
    const { events, generation } = await building;
    expect(events).toBeGreaterThan(100);
    for (const answer of answers) expect(answer).toEqual(before);
    const { rows } = await pool.query(
      `SELECT generation FROM projection_generations WHERE name = 'business' AND status = 'LIVE'`,
    );
    expect(rows).toEqual([{ generation }]);
    await compare(await look());
  });
});
