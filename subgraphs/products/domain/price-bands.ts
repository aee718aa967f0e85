import { digitsOf, formatMinor } from '@soko/money';
import { priceRankOf } from './price-rank.ts';

/** Limits between price ranges, as ranks: 1, 2, 5, 10, 20, 50 … units of any currency. */
export const bandEdges: readonly bigint[] = Array.from({ length: 7 }, (_, power) =>
  [1n, 2n, 5n].map((step) => step * 10n ** BigInt(power) * 1000n),
).flat();

/** A price range as a facet value (`EUR:20.00:49.99`, both ends included, the last one without an end) and its label. */
export function priceBand(currency: string, band: number): { value: string; label: string } {
  const unit = 10n ** BigInt(3 - digitsOf(currency));
  const low = band === 0 ? 0n : bandEdges[band - 1]! / unit;
  const min = formatMinor(low, currency);
  const edge = bandEdges[band];
  if (edge === undefined) return { value: `${currency}:${min}:`, label: `from ${min} ${currency}` };
  const max = formatMinor(edge / unit - 1n, currency);
  return { value: `${currency}:${min}:${max}`, label: `${min} – ${max} ${currency}` };
}

/** The index of the range of a price: the same as `width_bucket` over `bandEdges` in SQL. */
export function bandOf(amountMinor: bigint, currency: string): number {
  const rank = priceRankOf(amountMinor, currency);
  return bandEdges.filter((edge) => edge <= rank).length;
}
