import type { Queryable } from '@soko/postgres';
import type { TaxRate } from '../domain/tax.ts';

/** Adds or replaces the tax rates of a seed. One statement. */
export async function seedTaxRates(db: Queryable, rates: readonly TaxRate[], now: Date): Promise<void> {
  await db.query({
    // SQL: upserts all rows in one statement.
    text: `INSERT INTO tax_rate (country, category_id, basis_points, inclusive, updated_at)
      SELECT r.country, coalesce(r."categoryId", ''), r."basisPoints", r.inclusive, $2
      FROM jsonb_to_recordset($1) AS r (country text, "categoryId" text, "basisPoints" int, inclusive boolean)
      ON CONFLICT (country, category_id) DO UPDATE SET basis_points = excluded.basis_points, inclusive = excluded.inclusive,
        updated_at = excluded.updated_at`,
    values: [JSON.stringify(rates), now],
  });
}
