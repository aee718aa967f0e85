import { chargeableStep, type Money } from '@soko/money';
import { type Discount, paidByPart, sumOfDiscounts } from './promotions/promotion.ts';
import type { AppliedTax } from './tax.ts';
import { taxOn } from './tax.ts';

export type VariantType = 'PHYSICAL' | 'DIGITAL' | 'NFT';

export interface PackageSize {
  lengthMm: number;
  widthMm: number;
  heightMm: number;
  weightG: number;
}

/** Facts about a variant from the products subgraph, at one moment. */
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
  /** Prices in other currencies than `currency`. */
  furtherPrices: readonly Money[];
  /** True if the variant is on sale, and in stock or without need of stock. */
  onSale: boolean;
  /** Number of pieces in stock; null for goods that are not kept in stock. */
  available: number | null;
  /** True if the seller takes price offers for the product. */
  acceptsOffers: boolean;
  /** Part of the price below which offers are declined by themselves, in hundredths of a percent. Null for none. */
  minimumOfferBasisPoints: number | null;
}

/** Currencies in which a variant is sold, that of its main price first. */
export const currenciesOf = ({
  currency,
  furtherPrices,
}: Pick<VariantFacts, 'currency' | 'furtherPrices'>): string[] => [
  currency,
  ...furtherPrices.map((each) => each.currency),
];

/** The facts with the price in a currency. Null when the variant is not sold in it. */
export function factsIn(facts: VariantFacts, currency: string): VariantFacts | null {
  if (facts.currency === currency) return facts;
  const price = facts.furtherPrices.find((each) => each.currency === currency);
  return price === undefined ? null : { ...facts, currency, priceMinor: price.amountMinor };
}

/** Currencies in which all of several variants are sold. */
export function sharedCurrencies(all: readonly VariantFacts[]): string[] {
  const [first, ...others] = all;
  if (first === undefined) return [];
  return currenciesOf(first).filter((each) => others.every((facts) => currenciesOf(facts).includes(each)));
}

/** A variant and its quantity with price and tax, as agreed. */
export interface PricedLine extends Omit<
  VariantFacts,
  'priceMinor' | 'currency' | 'furtherPrices' | 'onSale' | 'available' | 'acceptsOffers' | 'minimumOfferBasisPoints'
> {
  quantity: number;
  unitPriceMinor: bigint;
  /** Offer whose price the line has. Null for the price of the listing. */
  offerId: string | null;
  /** Country whose tax applies. Null for lines of early versions. */
  taxCountry: string | null;
  taxBasisPoints: number;
  taxInclusive: boolean;
  /** Tax on the price after discounts. */
  taxMinor: bigint;
  /** Sum of `discounts`. */
  discountMinor: bigint;
  /** Discounts of promotions, in the order in which they were applied. */
  discounts: readonly Discount[];
}

export const lineTotal = (line: { unitPriceMinor: bigint; quantity: number; packedQuantity?: number | null }): bigint =>
  line.unitPriceMinor * BigInt(line.packedQuantity ?? line.quantity);

/** Price of a line after its discounts. Added tax comes on top. */
export const discountedTotal = (line: Parameters<typeof lineTotal>[0] & { discountMinor: bigint }): bigint =>
  lineTotal(line) - line.discountMinor;

/** Price that the marketplace fee is on: without what the seller gives away, and with what the platform pays for the buyer. */
export const feeBase = (line: Parameters<typeof lineTotal>[0] & { discounts: readonly Discount[] }): bigint =>
  lineTotal(line) - paidByPart(line.discounts, 'SELLER');

/** The price that a buyer pays for a whole line: the packed pieces without their discounts, and the tax on top of them. */
export const paidTotal = (line: PaidLine): bigint => discountedTotal(line) + (line.taxInclusive ? 0n : line.taxMinor);

/** The parts of a line that decide about the price of its pieces. */
export type PaidLine = Pick<
  PricedLine,
  'quantity' | 'unitPriceMinor' | 'taxInclusive' | 'taxMinor' | 'discountMinor'
> & {
  packedQuantity: number | null;
};

/**
 * The price that the buyer paid for `quantity` pieces of a line, tax included, after `before` pieces that were paid back already.
 * Each piece costs the same, rounded down to `step`, the smallest amount that can be charged; the last pieces have the rest. So
 * all parts of a line add up to the line, in whichever parts it is paid back.
 */
export function paidForLine(line: PaidLine, quantity: number, { before = 0, step = 1n } = {}): bigint {
  const pieces = line.packedQuantity ?? line.quantity;
  if (quantity < 0 || before < 0 || before + quantity > pieces)
    throw new RangeError(`${before + quantity} of ${pieces} pieces`);
  const paid = paidTotal(line);
  const upTo = (count: number): bigint =>
    count === pieces ? paid : step * ((paid * BigInt(count)) / (BigInt(pieces) * step));
  return quantity === 0 ? 0n : upTo(before + quantity) - upTo(before);
}

/** True for items of a token, which are minted for the buyer. */
export const isToken = ({ type }: { type: VariantType }): boolean => type === 'NFT';

export const isPhysical = ({ type }: { type: VariantType }): boolean => type === 'PHYSICAL';

/** Prices a line with today's facts. Tax is on what the buyer pays: the price after discounts. */
export function priceLine(
  facts: VariantFacts,
  quantity: number,
  tax: AppliedTax & { country: string },
  {
    discounts = [],
    offerId = null,
  }: { discounts?: readonly Discount[] | undefined; offerId?: string | null | undefined } = {},
): PricedLine {
  const {
    priceMinor,
    currency,
    furtherPrices: _further,
    onSale: _onSale,
    available: _available,
    acceptsOffers: _accepts,
    minimumOfferBasisPoints: _minimum,
    ...frozen
  } = facts;
  const discountMinor = sumOfDiscounts(discounts);
  return {
    ...frozen,
    quantity,
    unitPriceMinor: priceMinor,
    offerId,
    taxCountry: tax.country,
    taxBasisPoints: tax.basisPoints,
    taxInclusive: tax.inclusive,
    taxMinor: taxOn(priceMinor * BigInt(quantity) - discountMinor, tax, chargeableStep(currency)),
    discountMinor,
    discounts,
  };
}
