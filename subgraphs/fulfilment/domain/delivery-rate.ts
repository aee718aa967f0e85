import type { DeliveryMethod } from './delivery.ts';

/** What one box costs. */
export interface DeliveryRate {
  /** ISO 3166-1 alpha-2, or "*" for every country without a rate of its own. */
  country: string;
  method: DeliveryMethod;
  /** ISO 4217, or "*" for every currency without a rate of its own. */
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
 * What one box costs, in minor units of `currency`. The country's own rates go before those for everywhere, the
 * currency's before those for every currency, and the method's before STANDARD's.
 */
export function feeOf(rates: RateTable, { country, method, currency }: Key): number {
  for (const land of [country, everywhere]) {
    for (const money of [currency, everywhere]) {
      for (const way of [method, 'STANDARD'] as const) {
        const rate = rates.get(rateKey({ country: land, method: way, currency: money }));
        if (rate !== undefined) return rate.feeMinor;
      }
    }
  }
  throw new Error('There is no delivery rate for countries without one of their own.');
}
