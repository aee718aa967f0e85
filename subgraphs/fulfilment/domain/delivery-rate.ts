import { chargeableStep } from '@soko/money';
import type { DeliveryMethod } from './delivery-method.ts';

/** The price of one box. */
export interface DeliveryRate {
  /** ISO 3166-1 alpha-2, or "*" for all countries without their own rate. */
  country: string;
  method: DeliveryMethod;
  /** ISO 4217, or "*" for all currencies without their own rate. */
  currency: string;
  feeMinor: number;
  updatedAt: Date;
}

export const everywhere = '*';

type Key = Pick<DeliveryRate, 'country' | 'method' | 'currency'>;

export const rateKey = ({ country, method, currency }: Key): string => `${country} ${method} ${currency}`;

/** All rates by `rateKey`. */
export type RateTable = ReadonlyMap<string, Pick<DeliveryRate, 'feeMinor'>>;

/**
 * The price of one box in minor units of `currency`. The country's own rate comes before the rate for all countries, the
 * currency's own before the rate for all currencies, and the method's own before STANDARD. It is rounded up to an amount that can
 * be charged: a rate for all currencies is one number for those with two and with three decimals.
 */
export function feeOf(rates: RateTable, { country, method, currency }: Key): number {
  const step = Number(chargeableStep(currency));
  for (const land of [country, everywhere]) {
    for (const money of [currency, everywhere]) {
      for (const way of [method, 'STANDARD'] as const) {
        const rate = rates.get(rateKey({ country: land, method: way, currency: money }));
        if (rate !== undefined) return step * Math.ceil(rate.feeMinor / step);
      }
    }
  }
  throw new Error('The delivery rate for all countries and currencies is missing.');
}
