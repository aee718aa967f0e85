import { roundHalfUp } from './round-half-up.ts';

/** A tax on what is delivered to a country; `categoryId` null: on everything that has no rate of its own. */
export interface TaxRate {
  country: string;
  categoryId: string | null;
  /** Hundredths of a percent, 0 to 10 000. */
  basisPoints: number;
  /** Whether prices contain it; otherwise it comes on top. */
  inclusive: boolean;
}

export type AppliedTax = Pick<TaxRate, 'basisPoints' | 'inclusive'>;

export const noTax: AppliedTax = { basisPoints: 0, inclusive: false };

/** The rate of the category where the country has one, else the country's, else none. */
export function taxRateFor(rates: readonly TaxRate[], country: string | null, categoryId: string): AppliedTax {
  const ofCountry = rates.filter((rate) => rate.country === country);
  return (
    ofCountry.find((rate) => rate.categoryId === categoryId) ??
    ofCountry.find((rate) => rate.categoryId === null) ??
    noTax
  );
}

/** The tax on a line, rounded half up once per line: on top of `totalMinor`, or the part of it that is tax. */
export function taxOn(totalMinor: bigint, { basisPoints, inclusive }: AppliedTax): bigint {
  const rate = BigInt(basisPoints);
  return roundHalfUp(totalMinor * rate, inclusive ? 10_000n + rate : 10_000n);
}
