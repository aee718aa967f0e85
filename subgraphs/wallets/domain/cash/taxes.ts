/** Basis points by country (ISO 3166-1 alpha-2). A country that is missing has no tax. */
export type RateByCountry = ReadonlyMap<string, number>;

/** Country of a currency: ISO 4217 begins a code with it. Currencies of several countries, such as EUR, have none. */
export const countryOfCurrency = (currency: string): string => currency.slice(0, 2);

/**
 * The tax on an amount, in minor units, rounded half up to a multiple of `step`. A payout in whole shillings needs a tax in
 * whole shillings.
 */
export function taxOn(amountMinor: bigint, currency: string, rates: RateByCountry, step = 1n): bigint {
  const basisPoints = BigInt(rates.get(countryOfCurrency(currency)) ?? 0);
  const divisor = 10_000n * step;
  return ((amountMinor * basisPoints + divisor / 2n) / divisor) * step;
}
