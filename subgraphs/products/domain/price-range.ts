import type { PriceRange, Variant } from './product.ts';

/** The lowest and the highest price of the variants. Null without variants. */
export function priceRangeOf(variants: readonly Pick<Variant, 'price'>[]): PriceRange | null {
  const [first, ...rest] = variants;
  if (first === undefined) return null;
  const range = {
    currency: first.price.currency,
    minMinor: first.price.amountMinor,
    maxMinor: first.price.amountMinor,
  };
  for (const { price } of rest) {
    if (price.amountMinor < range.minMinor) range.minMinor = price.amountMinor;
    if (price.amountMinor > range.maxMinor) range.maxMinor = price.amountMinor;
  }
  return range;
}
