import { roundHalfUp } from './round-half-up.ts';

/** Tax rate for deliveries to a country. `categoryId` is null for all categories without their own rate. */
export interface TaxRate {
  country: string;
  categoryId: string | null;
  /** Rate in hundredths of a percent, 0 to 10 000. */
  basisPoints: number;
  /** True when prices include the tax. Otherwise the tax is added to the price. */
  inclusive: boolean;
}

/** 100 %, in hundredths of a percent. */
export const maxBasisPoints = 10_000;

export type AppliedTax = Pick<TaxRate, 'basisPoints' | 'inclusive'>;

export const noTax: AppliedTax = { basisPoints: 0, inclusive: false };

/** The rate of the category if the country has one, else the rate of the country, else no tax. */
export function taxRateFor(rates: readonly TaxRate[], country: string | null, categoryId: string): AppliedTax {
  const ofCountry = rates.filter((rate) => rate.country === country);
  return (
    ofCountry.find((rate) => rate.categoryId === categoryId) ??
    ofCountry.find((rate) => rate.categoryId === null) ??
    noTax
  );
}

/** The tax on a line, rounded half up once per line: added to `totalMinor`, or the part of it that is tax. */
export function taxOn(totalMinor: bigint, { basisPoints, inclusive }: AppliedTax): bigint {
  const rate = BigInt(basisPoints);
  return roundHalfUp(totalMinor * rate, inclusive ? 10_000n + rate : 10_000n);
}
