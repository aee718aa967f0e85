import type { AppliedTax } from './tax.ts';
import { taxOn } from './tax.ts';

export type VariantType = 'PHYSICAL' | 'DIGITAL' | 'NFT';

export interface PackageSize {
  lengthMm: number;
  widthMm: number;
  heightMm: number;
  weightG: number;
}

/** What products says of a variant at one moment. */
export interface VariantFacts {
  variantId: string;
  productId: string;
  sellerId: string;
  storeId: string | null;
  categoryId: string;
  type: VariantType;
  title: string;
  sku: string;
  options: readonly { name: string; value: string }[];
  package: PackageSize | null;
  imageUrl: string | null;
  priceMinor: bigint;
  currency: string;
  onSale: boolean;
}

/** Some of a variant with its price and its tax, frozen. */
export interface PricedLine extends Omit<VariantFacts, 'priceMinor' | 'currency' | 'onSale'> {
  quantity: number;
  unitPriceMinor: bigint;
  taxBasisPoints: number;
  taxInclusive: boolean;
  taxMinor: bigint;
}

export const lineTotal = (line: { unitPriceMinor: bigint; quantity: number; packedQuantity?: number | null }): bigint =>
  line.unitPriceMinor * BigInt(line.packedQuantity ?? line.quantity);

export const isPhysical = ({ type }: { type: VariantType }): boolean => type === 'PHYSICAL';

/** The line as it is sold today. */
export function priceLine(facts: VariantFacts, quantity: number, tax: AppliedTax): PricedLine {
  const { priceMinor, currency: _currency, onSale: _onSale, ...frozen } = facts;
  return {
    ...frozen,
    quantity,
    unitPriceMinor: priceMinor,
    taxBasisPoints: tax.basisPoints,
    taxInclusive: tax.inclusive,
    taxMinor: taxOn(priceMinor * BigInt(quantity), tax),
  };
}
