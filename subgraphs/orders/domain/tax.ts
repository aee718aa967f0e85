import type { VariantType } from './line.ts';
import type { DeliveryMethod } from './price-checkout.ts';
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

/** Evidence of the buyer's country, kept with a purchase for tax on digital goods. */
export interface TaxEvidence {
  /** Country that the buyer declared as theirs. Null when they declared none. */
  declaredCountry: string | null;
  /** Country of the delivery address. Null without an address. */
  deliveryCountry: string | null;
  /** Network address of the request for the quote, and of the order once there is one. */
  clientAddress: string;
}

/** Places that decide about the tax of a purchase. */
export interface TaxPlaces extends Pick<TaxEvidence, 'declaredCountry' | 'deliveryCountry'> {
  /** Country in which buyers collect goods. Null where nothing can be collected. */
  pickupCountry: string | null;
}

/**
 * Country whose tax applies to a line. Goods that are delivered are taxed where they arrive, goods that are collected where they
 * are handed over, and digital goods where the buyer lives: in the country of their address, or the declared one without an address. Null when the place is unknown: the line then has no price.
 */
export function taxCountryOf(
  line: { type: VariantType },
  method: DeliveryMethod,
  { declaredCountry, deliveryCountry, pickupCountry }: TaxPlaces,
): string | null {
  if (line.type !== 'PHYSICAL') return deliveryCountry ?? declaredCountry;
  return method === 'PICKUP' ? pickupCountry : deliveryCountry;
}

/** The rate of the category if the country has one, else the rate of the country, else no tax. */
export function taxRateFor(rates: readonly TaxRate[], country: string | null, categoryId: string): AppliedTax {
  const ofCountry = rates.filter((rate) => rate.country === country);
  return (
    ofCountry.find((rate) => rate.categoryId === categoryId) ??
    ofCountry.find((rate) => rate.categoryId === null) ??
    noTax
  );
}

/** The tax on a line, rounded half up once per line: added to `totalMinor`, or the part of it that is tax. `step` is the smallest amount that can be charged. */
export function taxOn(totalMinor: bigint, { basisPoints, inclusive }: AppliedTax, step = 1n): bigint {
  const rate = BigInt(basisPoints);
  return step * roundHalfUp(totalMinor * rate, step * (inclusive ? 10_000n + rate : 10_000n));
}
