import type { Variant, VariantOption } from '../domain/product.ts';

/** The columns of `variant v`. */
export const variantColumns = `v.id, v.product_id, v.sku, v.options, v.price_minor, v.currency, v.compare_at_minor, v.further_prices,
  v.length_mm, v.width_mm, v.height_mm, v.weight_g, v.available`;

/** A row of `variantColumns` as pg returns it. */
export interface VariantRow {
  id: string;
  product_id: string;
  sku: string;
  options: VariantOption[];
  price_minor: string;
  currency: string;
  compare_at_minor: string | null;
  further_prices: { amountMinor: string; currency: string }[];
  length_mm: number | null;
  width_mm: number | null;
  height_mm: number | null;
  weight_g: number | null;
  available: number | null;
}

const packageOf = ({ length_mm, width_mm, height_mm, weight_g }: VariantRow): Variant['package'] =>
  length_mm === null || width_mm === null || height_mm === null || weight_g === null
    ? null
    : { lengthMm: length_mm, widthMm: width_mm, heightMm: height_mm, weightG: weight_g };

/** The row as a domain value. */
export const toVariant = (row: VariantRow): Variant => ({
  id: row.id,
  productId: row.product_id,
  sku: row.sku,
  options: row.options,
  price: { amountMinor: BigInt(row.price_minor), currency: row.currency },
  compareAt:
    row.compare_at_minor === null ? null : { amountMinor: BigInt(row.compare_at_minor), currency: row.currency },
  furtherPrices: row.further_prices.map(({ amountMinor, currency }) => ({
    amountMinor: BigInt(amountMinor),
    currency,
  })),
  package: packageOf(row),
  available: row.available,
});
