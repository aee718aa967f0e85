import type { Queryable } from '@soko/postgres';
import type { ProductSum, SalesSum } from '../../domain/sales/dashboard.ts';
import type { DashboardRange } from '../../domain/dashboard-range.ts';
import { type Figures, figuresOf, type Measure, measures } from '../../domain/sales/measures.ts';

/**
 * The day of a bucket by the calendar of a time zone. A change of the clock moves buckets to the day that people there see, and
 * makes the day an hour shorter or longer.
 */
const dayOfBucket = '(at AT TIME ZONE $3)::date';

/** Buckets that can be on the days from `$4` to `$5` in any time zone, so that the index finds them. */
const nearDays = "at >= $4::date - interval '2 days' AND at < $5::date + interval '3 days'";

const sumsOf = (names: readonly Measure[]): string => names.map((name) => `sum(${name})::text AS ${name}`).join(', ');

/** The figures of a seller by currency and period, from the first day `since` on. One statement. */
export async function sumSales(
  db: Queryable,
  generation: number,
  sellerId: string,
  { from, to, granularity, timeZone, since }: DashboardRange & { since: string },
): Promise<SalesSum[]> {
  type Row = Pick<SalesSum, 'currency' | 'period'> & Record<Measure, string>;
  const { rows } = await db.query<Row>({
    name: 'sales-sum',
    // SQL: sums by the calendar of a time zone.
    text: `SELECT currency, period, ${sumsOf(measures)}
      FROM sales_buckets CROSS JOIN LATERAL (SELECT ${dayOfBucket} AS day) AS local
      CROSS JOIN LATERAL (SELECT CASE WHEN day >= $6::date
        THEN greatest(date_trunc($7, day::timestamp)::date, $6::date)::text END AS period) AS parts
      WHERE generation = $1 AND seller_id = $2 AND ${nearDays} AND day BETWEEN $4::date AND $5::date
      GROUP BY currency, period ORDER BY currency, period`,
    values: [generation, sellerId, timeZone, since, to, from, granularity.toLowerCase()],
  });
  return rows.map(({ currency, period, ...sums }) => ({
    currency,
    period,
    figures: figuresOf(
      Object.fromEntries(measures.map((measure) => [measure, BigInt(sums[measure])])) as Partial<Figures>,
    ),
  }));
}

/** The products of a seller that sold for most, at most `limit` of each currency. One statement. */
export async function sumProducts(
  db: Queryable,
  generation: number,
  sellerId: string,
  { from, to, timeZone }: DashboardRange,
  limit: number,
): Promise<ProductSum[]> {
  const { rows } = await db.query<{ currency: string; productId: string; units: string; gross: string }>({
    name: 'sales-sum-products',
    // SQL: the first of each currency by their sums.
    text: `SELECT currency, product_id AS "productId", units::text, gross::text FROM (
        SELECT currency, product_id, sum(units) AS units, sum(gross) AS gross,
          row_number() OVER (PARTITION BY currency ORDER BY sum(gross) DESC, product_id) AS place
        FROM sales_product_buckets CROSS JOIN LATERAL (SELECT ${dayOfBucket} AS day) AS local
        WHERE generation = $1 AND seller_id = $2 AND ${nearDays} AND day BETWEEN $4::date AND $5::date
        GROUP BY currency, product_id HAVING sum(units) > 0) AS sums
      WHERE place <= $6 ORDER BY currency, place`,
    values: [generation, sellerId, timeZone, from, to, limit],
  });
  return rows.map(({ currency, productId, units, gross }) => ({
    currency,
    productId,
    units: BigInt(units),
    grossMinor: BigInt(gross),
  }));
}
