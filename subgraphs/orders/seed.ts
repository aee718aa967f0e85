import type pg from 'pg';
import type { TaxRate } from './domain/tax.ts';
import { saveTaxRate } from './store/tax-rates.ts';

export type SeedTaxRate = TaxRate;

/** Sets taxes of a seed. What was set before is replaced. */
export async function seedTaxRates(pool: pg.Pool, rates: readonly SeedTaxRate[], now: Date): Promise<void> {
  for (const rate of rates) await saveTaxRate(pool, rate, now);
}
