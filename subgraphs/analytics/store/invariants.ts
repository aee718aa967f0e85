import type { Invariant } from '@soko/invariants';
import { type Measure, measures } from '../domain/sales/measures.ts';

const listOf = (names: readonly Measure[], write: (name: Measure) => string): string => names.map(write).join(', ');

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
];
