import { requireRole } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { isId } from '@soko/ids';
import { readCountry } from '@soko/input';
import type { OrdersContext } from '../context.ts';
import { maxBasisPoints, type TaxRate } from '../domain/tax.ts';
import { saveTaxRate } from '../store/tax-rates.ts';

export interface SetTaxRateInput {
  country: string;
  categoryId?: string | null | undefined;
  basisPoints: number;
  inclusive: boolean;
}

/** Sets the tax rate of a country, or of one category in it. */
export async function setTaxRate({ viewer, db, now }: OrdersContext, input: SetTaxRateInput): Promise<TaxRate> {
  requireRole(viewer, 'ADMIN');
  const { basisPoints, inclusive } = input;
  const categoryId = input.categoryId ?? null;
  if (basisPoints < 0 || basisPoints > maxBasisPoints) {
    throw badUserInput(`The rate must be 0 to ${maxBasisPoints} hundredths of a percent.`, 'basisPoints');
  }
  if (categoryId !== null && !isId('cat', categoryId)) {
    throw badUserInput('The category must be an id that starts with `cat_`.', 'categoryId');
  }
  const rate = { country: readCountry(input.country, 'country'), categoryId, basisPoints, inclusive };
  await saveTaxRate(db, rate, now());
  return rate;
}
