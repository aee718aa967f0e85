import { digitsOf, formatMinor } from '@soko/money';
import { priceRankOf } from './price-rank.ts';

/** Where a price range ends and the next begins, as ranks: 1, 2, 5, 10, 20, 50 … units of any currency. */
export const bandEdges: readonly bigint[] = Array.from({ length: 7 }, (_, power) =>
  [1n, 2n, 5n].map((step) => step * 10n ** BigInt(power) * 1000n),
).flat();

/** A price range as a facet value (`EUR:20.00:49.99`, both ends included, the last one open) and its label. */
export function priceBand(currency: string, band: number): { value: string; label: string } {
  const unit = 10n ** BigInt(3 - digitsOf(currency));
  const low = band === 0 ? 0n : bandEdges[band - 1]! / unit;
  const min = formatMinor(low, currency);
  const edge = bandEdges[band];
  if (edge === undefined) return { value: `${currency}:${min}:`, label: `from ${min} ${currency}` };
  const max = formatMinor(edge / unit - 1n, currency);
  return { value: `${currency}:${min}:${max}`, label: `${min} – ${max} ${currency}` };
}

/** Which range a price is in; SQL's `width_bucket` over `bandEdges` answers the same. */
export function bandOf(amountMinor: bigint, currency: string): number {
  const rank = priceRankOf(amountMinor, currency);
  return bandEdges.filter((edge) => edge <= rank).length;
}
