import type { Measure } from '../../domain/business/measures.ts';
import type { Kind } from '../../domain/business/facts.ts';
import { type Add, equal, type Given, liveGeneration, type RowSource, text, timeText } from './row-source.ts';

const live = liveGeneration('business');

/** The scopes that an order or a mint adds figures to: an index has them. */
const scopes = `jsonb_path_query_array(f.cells, '$[*].scope')`;

interface FactRows extends Pick<RowSource, 'from' | 'where' | 'key'> {
  /** The scope of the report as a text. */
  scope: string;
}

/** Orders, bets or mints in the order of their times. */
function facts(kind: Kind, { storeId, since, until }: Given, add: Add): FactRows {
  const scope = storeId === null ? `''` : `${add(storeId)}::text`;
  return {
    scope,
    from: 'business_facts f',
    where: [
      `f.generation = ${live}`,
      `f.kind = '${kind}'`,
      `f.began_at >= ${add(since)}`,
      `f.began_at < ${add(until)}`,
      ...(storeId === null ? [] : [`${scopes} ? ${scope}`]),
    ],
    key: [{ sql: 'f.began_at', type: 'timestamptz' }, text('f.id')],
  };
}

/** The sum of what an order or a bet adds to the figures of the scope, so that reports and dashboards say the same. */
const inCells = (measure: Measure, scope: string): string =>
  `(SELECT coalesce(sum((cell->>'${measure}')::numeric), 0) FROM jsonb_array_elements(f.cells) AS cell WHERE cell->>'scope' = ${scope})`;

export function storeOrderRows(given: Given, add: Add): RowSource {
  const { from, where, key, scope } = facts('order', given, add);
  const cell = (measure: Measure): string => `${inCells(measure, scope)}::text`;
  const currency = `f.facts->'order'->>'currency'`;
  const status = `f.facts->'order'->'order'->>'status'`;
  return {
    from,
    key,
    where: [...where, ...equal(currency, given.filter.currency, add), ...equal(status, given.filter.orderStatus, add)],
    columns: {
      ORDER_ID: 'f.id',
      PLACED_AT: timeText(`(f.facts->'order'->>'at')::timestamptz`),
      STATUS: status,
      CURRENCY: currency,
      GROSS_SALES: cell('gmv'),
      DISCOUNTS: cell('discounts'),
      FEES: cell('fees'),
      CAPTURED: cell('captured'),
      REFUNDS: cell('refunds'),
      DISPUTES_OPENED: cell('disputes_opened'),
      AMOUNT_LOST: cell('disputes_lost'),
    },
  };
}

export function mintRows(given: Given, add: Add): RowSource {
  const ended = `coalesce(f.facts->'minted', f.facts->'mint_failed')`;
  const { from, where, key } = facts('mint', given, add);
  return {
    from,
    where,
    key,
    columns: {
      MINT_ID: 'f.id',
      STORE_ID: `${ended}->>'storeId'`,
      ENDED_AT: timeText(`(${ended}->>'at')::timestamptz`),
      STATUS: `CASE WHEN f.facts ? 'minted' THEN 'CONFIRMED' ELSE 'FAILED' END`,
      ITEMS: `${ended}->>'amountMinor'`,
    },
  };
}

export function betRows(given: Given, add: Add): RowSource {
  const { from, where, key, scope } = facts('bet', given, add);
  const currency = `f.facts->'open'->>'currency'`;
  const cell = (measure: Measure): string => inCells(measure, scope);
  return {
    from,
    key,
    where: [...where, ...equal(currency, given.filter.currency, add)],
    columns: {
      BET_ID: 'f.id',
      PLACED_AT: timeText(`(f.facts->'placed'->>'at')::timestamptz`),
      STATUS: `CASE WHEN f.facts ? 'cancelled' THEN 'CANCELLED'
        WHEN (f.facts->'open'->>'amountMinor')::numeric > 0 THEN 'OPEN' ELSE 'ENDED' END`,
      CURRENCY: currency,
      STAKE: `f.facts->'placed'->>'ofMinor'`,
      POTENTIAL_RETURN: `f.facts->'placed'->>'amountMinor'`,
      SETTLED_STAKE: `${cell('settled_stakes')}::text`,
      PAID: `${cell('bet_payouts')}::text`,
      GGR: `(${cell('settled_stakes')} - ${cell('bet_payouts')})::text`,
      OPEN_LIABILITY: `${cell('open_liability')}::text`,
      ENDED_AT: timeText(`(SELECT max((said.value->>'at')::timestamptz) FROM jsonb_each(f.facts) AS said
        WHERE said.key = 'cancelled' OR said.key LIKE 'ended:%')`),
    },
  };
}

/** The days of a scope, without those on which nothing of this kind happened. */
function dayRows(given: Given, add: Add, measures: readonly Measure[]): RowSource {
  const day = `((b.at AT TIME ZONE ${add(given.timeZone)}::text)::date::text)`;
  return {
    from: 'business_buckets b',
    where: [
      `b.generation = ${live}`,
      `b.scope = ${add(given.storeId ?? '')}`,
      'b.size = 15',
      `b.at >= ${add(given.since)}`,
      `b.at < ${add(given.until)}`,
      `b.currency <> ''`,
      ...equal('b.currency', given.filter.currency, add),
    ],
    key: [text(day), text('b.currency')],
    groupBy: `${day}, b.currency`,
    having: `(${measures.map((measure) => `sum(b.${measure}) <> 0`).join(' OR ')})`,
    columns: { DAY: day, CURRENCY: 'b.currency' },
  };
}

const sum = (measure: Measure): string => `sum(b.${measure})::text`;

const tradeColumns = {
  ORDERS_CREATED: 'orders_created',
  ORDERS_CONFIRMED: 'orders_confirmed',
  ORDERS_FULFILLED: 'orders_fulfilled',
  ORDERS_CANCELLED: 'orders_cancelled',
  ORDERS_FAILED: 'orders_failed',
  ORDERS: 'orders_sold',
  GROSS_SALES: 'gmv',
  DISCOUNTS: 'discounts',
  FEES: 'fees',
  CAPTURED: 'captured',
  REFUNDS: 'refunds',
  DISPUTES_OPENED: 'disputes_opened',
  AMOUNT_WON: 'disputes_won',
  AMOUNT_LOST: 'disputes_lost',
} as const satisfies Partial<Record<string, Measure>>;

export function tradeRows(given: Given, add: Add): RowSource {
  const source = dayRows(given, add, Object.values(tradeColumns));
  const sums = Object.entries(tradeColumns).map(([column, measure]) => [column, sum(measure)]);
  return { ...source, columns: { ...source.columns, ...Object.fromEntries(sums) } };
}

export function betDayRows(given: Given, add: Add): RowSource {
  const source = dayRows(given, add, ['bets', 'stakes', 'settled_stakes', 'bet_payouts']);
  return {
    ...source,
    columns: {
      ...source.columns,
      BETS: sum('bets'),
      STAKE: sum('stakes'),
      SETTLED_STAKE: sum('settled_stakes'),
      PAID: sum('bet_payouts'),
      GGR: 'sum(b.settled_stakes - b.bet_payouts)::text',
    },
  };
}
