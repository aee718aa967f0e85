import { badUserInput } from '@soko/errors';
import { readLine, readPositiveMoney, readQuantity, requireChargeable, type WrittenMoney } from '@soko/input';
import type { Money } from '@soko/money';
import type { PackageSize, Variant, VariantOption } from './product.ts';

/** A variant as a client, a file or a seed gives it. */
export interface VariantInput {
  sku: string;
  options?: readonly VariantOption[] | null | undefined;
  price: WrittenMoney;
  compareAt?: WrittenMoney | null | undefined;
  furtherPrices?: readonly WrittenMoney[] | null | undefined;
  package?: PackageSize | null | undefined;
}

/** A price greater than zero that can be charged. Throws BAD_USER_INPUT below `field`. */
export function readPrice(price: WrittenMoney, field: string): Money {
  return requireChargeable(readPositiveMoney(price, `${field}.amount`), `${field}.amount`);
}

/** The price before a reduction: greater than the price, in the same currency. */
export function readCompareAt(compareAt: WrittenMoney, price: Money, field: string): Money {
  const money = readPrice(compareAt, field);
  if (money.currency !== price.currency)
    throw badUserInput(`The currency must be ${price.currency}, the currency of the price.`, `${field}.currency`);
  if (money.amountMinor <= price.amountMinor)
    throw badUserInput('The amount must be greater than the price.', `${field}.amount`);
  return money;
}

export function readFurtherPrices(prices: readonly WrittenMoney[], price: Money, field: string): Money[] {
  const seen = new Set([price.currency]);
  return prices.map((each, index) => {
    if (seen.has(each.currency))
      throw badUserInput(`The currency ${each.currency} occurs twice.`, `${field}.${index}.currency`);
    seen.add(each.currency);
    return readPrice(each, `${field}.${index}`);
  });
}

/** The SKU without characters that nobody sees, such as zero-width spaces: two that look alike are one. */
export const cleanSku = (sku: string): string =>
  sku
    .normalize('NFC')
    .replaceAll(/[\p{Cf}\p{Variation_Selector}\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0]/gu, '')
    .replaceAll(/\p{Zs}+/gu, ' ')
    .trim();

export const readSku = (sku: string, field: string): string => readLine(cleanSku(sku), field, { max: 64 });

const maxOptions = 10;

export function readOptions(options: readonly VariantOption[], field: string): VariantOption[] {
  if (options.length > maxOptions) throw badUserInput(`A variant may have at most ${maxOptions} options.`, field);
  const seen = new Set<string>();
  return options.map((option, index) => {
    const name = readLine(option.name, `${field}.${index}.name`, { max: 32 });
    const value = readLine(option.value, `${field}.${index}.value`, { max: 64 });
    if (seen.has(name.toLowerCase())) throw badUserInput(`The name "${name}" occurs twice.`, `${field}.${index}.name`);
    seen.add(name.toLowerCase());
    return { name, value };
  });
}

const length = { min: 1, max: 10_000 };

export const readPackage = (size: PackageSize, field: string): PackageSize => ({
  lengthMm: readQuantity(size.lengthMm, `${field}.lengthMm`, length),
  widthMm: readQuantity(size.widthMm, `${field}.widthMm`, length),
  heightMm: readQuantity(size.heightMm, `${field}.heightMm`, length),
  weightG: readQuantity(size.weightG, `${field}.weightG`, { min: 1, max: 1_000_000 }),
});

/**
 * A new variant. Throws BAD_USER_INPUT below `field` for invalid values. `currency` is that of the product's other
 * variants, or null without other variants.
 */
export function readVariant(
  input: VariantInput,
  ids: { id: string; productId: string },
  currency: string | null,
  field: string,
): Variant {
  const price = readPrice(input.price, `${field}.price`);
  requireCurrency(price, currency, `${field}.price.currency`);
  return {
    ...ids,
    sku: readSku(input.sku, `${field}.sku`),
    options: readOptions(input.options ?? [], `${field}.options`),
    price,
    compareAt: input.compareAt == null ? null : readCompareAt(input.compareAt, price, `${field}.compareAt`),
    furtherPrices: readFurtherPrices(input.furtherPrices ?? [], price, `${field}.furtherPrices`),
    package: input.package == null ? null : readPackage(input.package, `${field}.package`),
    available: null,
  };
}

/** All variants of a product have prices in one currency. Prices in others belong in `furtherPrices`. */
export function requireCurrency(price: Money, currency: string | null, field: string): void {
  if (currency === null || price.currency === currency) return;
  throw badUserInput(
    `The currency must be ${currency}, as for the other variants. Pass prices in other currencies as furtherPrices.`,
    field,
  );
}
