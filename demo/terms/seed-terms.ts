import { seedDeliveryRates } from '@soko/subgraph-fulfilment/seed';
import { seedTaxRates } from '@soko/subgraph-orders/seed';
import { perEuro } from '../catalogue/price.ts';
import { on, type SeedTarget } from '../seed-target.ts';
import { taxNotes } from './tax-rates.ts';

const minor = (amount: number): number => Math.round(amount * 100);

/** Delivery within Kenya, per box. */
const withinKenya = [
  { country: 'KE', method: 'STANDARD', currency: 'KES', feeMinor: minor(350) },
  { country: 'KE', method: 'EXPRESS', currency: 'KES', feeMinor: minor(900) },
] as const;

const categoriesBySlug = (target: SeedTarget): Promise<Map<string, string>> =>
  on(target, 'products', async (pool) => {
    const { rows } = await pool.query<{ slug: string; id: string }>('SELECT slug, id FROM category');
    return new Map(rows.map(({ slug, id }) => [slug, id]));
  });

/**
 * Adds tax rates of countries, and delivery rates in shillings: the rates that come with Soko are in cents, for euros
 * and dollars. Rates that are set already are kept.
 */
export async function seedTerms(target: SeedTarget): Promise<void> {
  const ids = await categoriesBySlug(target);
  const rates = taxNotes.flatMap(({ category, ...rate }) => {
    const categoryId = category === null ? null : ids.get(category);
    return categoryId === undefined ? [] : [{ ...rate, categoryId }];
  });
  await on(target, 'orders', (pool) => seedTaxRates(pool, rates, new Date()));
  await on(target, 'fulfilment', (pool) =>
    seedDeliveryRates(pool, { rates: withinKenya, likeThoseForAll: { currency: 'KES', factor: perEuro.KES } }),
  );
}
