import { badUserInput } from '@soko/errors';
import { isId } from '@soko/ids';
import type { OrdersContext } from '../context.ts';
import { readCountry } from '../domain/address.ts';
import type { TaxRate } from '../domain/tax.ts';
import { saveTaxRate } from '../store/tax-rates.ts';
import { requireRole } from './require-role.ts';

interface Input {
  country: string;
  categoryId?: string | null | undefined;
  basisPoints: number;
  inclusive: boolean;
}

/** Sets the tax of a country, or of one category in it. */
export async function setTaxRate({ viewer, pool, now }: OrdersContext, input: Input): Promise<TaxRate> {
  requireRole(viewer, 'ADMIN');
  const { basisPoints, inclusive, categoryId } = input;
  if (basisPoints < 0 || basisPoints > 10_000) throw badUserInput('Expected 0 to 10000.', 'basisPoints');
  if (categoryId != null && !isId('cat', categoryId)) throw badUserInput('There is no such category.', 'categoryId');
  const rate = {
    country: readCountry(input.country, 'country'),
    categoryId: categoryId ?? null,
    basisPoints,
    inclusive,
  };
  await saveTaxRate(pool, rate, now());
  return rate;
}
