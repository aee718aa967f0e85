import type { Invariant } from '@soko/invariants';
import { measures as businessMeasures } from '../domain/business/measures.ts';
import { type Measure, measures } from '../domain/sales/measures.ts';

const listOf = (names: readonly string[], write: (name: string) => string): string => names.map(write).join(', ');

/** What some sums have more than others, as text. */
const foundIn = (names: readonly string[], than: string): string =>
  `concat_ws(', ', ${listOf(names, (name) => `'${name} ' || nullif(s.${name}, 0)`)}) || ' more than ${than}' AS found`;

/** The scope, currency, length and start of a bucket, as text. */
const businessBucket = `concat_ws(' ', nullif(s.scope, ''), nullif(s.currency, ''), s.size, to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')) AS subject`;

const sumsOfBusiness = listOf(businessMeasures, (name) => `sum(${name}) AS ${name}`);

const ofLiveBusiness = `JOIN projection_generations g ON g.name = 'business' AND g.generation = s.generation AND g.status <> 'RETIRED'
    WHERE (${listOf(businessMeasures, (name) => `s.${name}`)}) <> (${listOf(businessMeasures, () => '0')})`;

/** As of sales: what has no time is in a bucket of 1970, so that only a check of all time looks at it. */
const businessAndFacts = `SELECT ${businessBucket}, ${foundIn(businessMeasures, 'its facts')}
    FROM (SELECT generation, scope, currency, size, at, ${sumsOfBusiness}
      FROM (SELECT generation, scope, currency, size, at, ${businessMeasures.join(', ')}
          FROM business_buckets, bounds WHERE size IN (0, 15) AND at >= bounds.since
        UNION ALL SELECT f.generation, c.scope, c.currency, CASE WHEN c.at IS NULL THEN 0 ELSE 15 END, coalesce(c.at, 'epoch'),
            ${listOf(businessMeasures, (name) => `-coalesce(c.${name}, 0)`)}
          FROM bounds JOIN business_facts f ON f.changed_at >= bounds.since
          CROSS JOIN LATERAL jsonb_to_recordset(f.cells) AS c (scope text, at timestamptz, currency text, ${listOf(businessMeasures, (name) => `${name} bigint`)})
          WHERE coalesce(c.at, 'epoch') >= bounds.since) AS parts
      GROUP BY generation, scope, currency, size, at) AS s
    ${ofLiveBusiness}`;

/** Hours and days that began after the beginning of the period. */
const businessAndQuarters = `SELECT ${businessBucket}, ${foundIn(businessMeasures, 'its quarters of an hour')}
    FROM (SELECT generation, scope, currency, size, at, ${sumsOfBusiness}
      FROM (SELECT generation, scope, currency, size, at, ${businessMeasures.join(', ')}
          FROM business_buckets, bounds WHERE size > 15 AND at >= bounds.since
        UNION ALL SELECT b.generation, b.scope, b.currency, longer.size, longer.at, ${listOf(businessMeasures, (name) => `-b.${name}`)}
          FROM business_buckets b CROSS JOIN bounds CROSS JOIN LATERAL (VALUES
            (60, date_trunc('hour', b.at, 'UTC')), (1440, date_trunc('day', b.at, 'UTC'))) AS longer (size, at)
          WHERE b.size = 15 AND longer.at >= bounds.since) AS parts
      GROUP BY generation, scope, currency, size, at) AS s
    ${ofLiveBusiness}`;

/**
 * Sums of what the buckets of a table have and the orders do not. An order with a cell in a bucket was changed after the bucket
 * began, so that only orders of the period are read.
 */
function differences(table: string, product: 'product_id' | "''", names: readonly Measure[]): string {
  const isWhole = product === "''";
  return `SELECT concat_ws(' ', s.seller_id, nullif(s.product, ''), s.currency, to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')) AS subject,
      format('${names.map((name) => `${name} %s`).join(', ')} more than its orders', ${listOf(names, (name) => `s.${name}`)}) AS found
    FROM (SELECT generation, seller_id, currency, at, product, ${listOf(names, (name) => `sum(${name}) AS ${name}`)}
      FROM (SELECT generation, seller_id, currency, at, ${product} AS product, ${names.join(', ')}
          FROM ${table}, bounds WHERE at >= bounds.since
        UNION ALL SELECT o.generation, o.seller_id, o.currency, c.at, coalesce(c.product, ''), ${listOf(names, (name) => `-coalesce(c.${name}, 0)`)}
          FROM bounds JOIN sales_orders o ON o.changed_at >= bounds.since
          CROSS JOIN LATERAL jsonb_to_recordset(o.cells) AS c (at timestamptz, product text, ${listOf(names, (name) => `${name} bigint`)})
          WHERE c.at >= bounds.since AND c.product IS ${isWhole ? 'NULL' : 'NOT NULL'}) AS parts
      GROUP BY generation, seller_id, currency, at, product) AS s
    JOIN projection_generations g ON g.name = 'sales' AND g.generation = s.generation AND g.status <> 'RETIRED'
    WHERE (${listOf(names, (name) => `s.${name}`)}) <> (${listOf(names, () => '0')})`;
}

/** Rules of read models that no constraint can state. */
export const invariants: readonly Invariant[] = [
  {
    name: 'sales-are-their-orders',
    rule: 'The sales of a seller in a quarter of an hour are the sums of what its orders add to them.',
    sql: differences('sales_buckets', "''", measures),
  },
  {
    name: 'product-sales-are-their-orders',
    rule: 'The sales of a product in a quarter of an hour are the sums of what its orders add to them.',
    sql: differences('sales_product_buckets', 'product_id', ['units', 'gross']),
  },
  {
    name: 'business-is-its-facts',
    rule: 'The figures of the platform and of a store in a quarter of an hour are the sums of what orders, bets, payouts, deposits, mints, claims and messages add to them.',
    sql: businessAndFacts,
  },
  {
    name: 'business-hours-are-their-quarters',
    rule: 'The figures of an hour and of a day are the sums of their quarters of an hour.',
    sql: businessAndQuarters,
  },
  {
    name: 'players-know-the-time-before',
    rule: 'Each time at which a person placed a bet names the one before of the same person, so that people are counted once.',
    sql: `SELECT p.player || ' ' || to_char(p.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS subject,
      coalesce(p.previous_at::text, 'none') || ' instead of ' || coalesce(before.at::text, 'none') AS found
    FROM bounds JOIN business_players p ON p.at >= bounds.since
    JOIN projection_generations g ON g.name = 'business' AND g.generation = p.generation AND g.status <> 'RETIRED'
    CROSS JOIN LATERAL (SELECT max(b.at) AS at FROM business_players b
      WHERE b.generation = p.generation AND b.player = p.player AND b.at < p.at) AS before
    WHERE p.previous_at IS DISTINCT FROM before.at`,
  },
  {
    name: 'visitors-know-the-time-before',
    rule: 'Each visit in a funnel names the one before of the same visitor on the same step, so that visitors are counted once. One before it may have been deleted.',
    sql: `SELECT concat_ws(' ', v.visitor, nullif(v.scope, ''), v.step, to_char(v.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')) AS subject,
      coalesce(v.previous_at::text, 'none') || ' instead of ' || before.at AS found
    FROM bounds JOIN funnel_visits v ON v.at >= bounds.since AND v.visitor <> 0
    CROSS JOIN LATERAL (SELECT max(b.at) AS at FROM funnel_visits b
      WHERE b.visitor = v.visitor AND b.scope = v.scope AND b.step = v.step AND b.at < v.at) AS before
    WHERE before.at IS NOT NULL AND v.previous_at IS DISTINCT FROM before.at`,
  },
];
