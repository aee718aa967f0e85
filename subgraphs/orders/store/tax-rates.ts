import type { TaxRate } from '../domain/tax.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** The tax rates of countries as one JSON value; `countries` is an SQL array. For statements that read more than rates. */
export const ratesOf = (countries: string): string =>
  `(SELECT json_agg(json_build_object('country', t.country, 'categoryId', t.category_id, 'basisPoints', t.basis_points,
    'inclusive', t.inclusive)) FROM tax_rate t WHERE t.country = ANY(${countries}))`;

/** A tax rate as stored: an empty category stands for all categories without their own rate. */
type StoredRate = Omit<TaxRate, 'categoryId'> & { categoryId: string };

export const toRates = (rates: readonly StoredRate[] | null): TaxRate[] =>
  (rates ?? []).map(({ country, categoryId, basisPoints, inclusive }) => ({
    country,
    categoryId: categoryId === '' ? null : categoryId,
    basisPoints,
    inclusive,
  }));

/** All tax rates, or those of a country. */
export async function findTaxRates(db: PrismaClient, country: string | null): Promise<TaxRate[]> {
  const rates = await db.taxRate.findMany({
    ...(country === null ? {} : { where: { country } }),
    orderBy: [{ country: 'asc' }, { categoryId: 'asc' }],
  });
  return toRates(rates);
}

/** Adds or replaces a tax rate. */
export async function saveTaxRate(db: PrismaClient, rate: TaxRate, now: Date): Promise<void> {
  const { country, basisPoints, inclusive } = rate;
  const key = { country, categoryId: rate.categoryId ?? '' };
  const values = { basisPoints, inclusive, updatedAt: now };
  await db.taxRate.upsert({ where: { country_categoryId: key }, create: { ...key, ...values }, update: values });
}
