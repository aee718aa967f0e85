import type { TaxRate } from '../domain/tax.ts';
import type { Queryable } from './queryable.ts';

type Tuple = [country: string, categoryId: string, basisPoints: number, inclusive: boolean];

/** The rates of a country as one JSON value; `country` is an SQL expression. */
export const ratesOf = (country: string): string =>
  `(SELECT json_agg(json_build_array(t.country, t.category_id, t.basis_points, t.inclusive)) FROM tax_rate t WHERE t.country = ${country})`;

export const toRates = (tuples: readonly Tuple[] | null): TaxRate[] =>
  (tuples ?? []).map(([country, categoryId, basisPoints, inclusive]) => ({
    country,
    categoryId: categoryId === '' ? null : categoryId,
    basisPoints,
    inclusive,
  }));

/** All rates, or those of a country. */
export async function findTaxRates(db: Queryable, country: string | null): Promise<TaxRate[]> {
  const { rows } = await db.query<{ country: string; category_id: string; basis_points: number; inclusive: boolean }>({
    name: 'tax-rates',
    text: `SELECT country, category_id, basis_points, inclusive FROM tax_rate WHERE $1::text IS NULL OR country = $1
      ORDER BY country, category_id`,
    values: [country],
  });
  return toRates(rows.map((row): Tuple => [row.country, row.category_id, row.basis_points, row.inclusive]));
}

/** Sets a rate, whether there is one or not. */
export async function saveTaxRate(db: Queryable, rate: TaxRate, now: Date): Promise<void> {
  await db.query({
    name: 'save-tax-rate',
    text: `INSERT INTO tax_rate (country, category_id, basis_points, inclusive, updated_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (country, category_id) DO UPDATE SET basis_points = excluded.basis_points, inclusive = excluded.inclusive,
        updated_at = excluded.updated_at`,
    values: [rate.country, rate.categoryId ?? '', rate.basisPoints, rate.inclusive, now],
  });
}
