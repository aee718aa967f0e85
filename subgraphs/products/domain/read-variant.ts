import { badUserInput } from '@soko/errors';
import { BadMoney, type Money, parseMoney } from '@soko/money';
import type { PackageSize, Variant, VariantOption } from './product.ts';
import { readText } from './read-text.ts';

/** Money as a client writes it. */
export interface WrittenMoney {
  amount: string;
  currency: string;
}

/** A variant as a client, a file or a seed writes it. */
export interface WrittenVariant {
  sku: string;
  options?: readonly VariantOption[] | null | undefined;
  price: WrittenMoney;
  compareAt?: WrittenMoney | null | undefined;
  furtherPrices?: readonly WrittenMoney[] | null | undefined;
  package?: PackageSize | null | undefined;
}

/** Exact money above zero. Throws BAD_USER_INPUT at `field`. */
export function readPrice({ amount, currency }: WrittenMoney, field: string): Money {
  try {
    const money = parseMoney(amount, currency);
    if (money.amountMinor > 0n) return money;
  } catch (error) {
    if (error instanceof BadMoney) throw badUserInput(error.message, `${field}.amount`);
    throw error;
  }
  throw badUserInput('A price must be above zero.', `${field}.amount`);
}

/** The price before a reduction. */
export function readCompareAt(written: WrittenMoney, price: Money, field: string): Money {
  const money = readPrice(written, field);
  if (money.currency !== price.currency)
    throw badUserInput(`It must be in ${price.currency}, as the price is.`, `${field}.currency`);
  if (money.amountMinor <= price.amountMinor) throw badUserInput('It must be above the price.', `${field}.amount`);
  return money;
}

export function readFurtherPrices(written: readonly WrittenMoney[], price: Money, field: string): Money[] {
  const seen = new Set([price.currency]);
  return written.map((each, index) => {
    if (seen.has(each.currency)) throw badUserInput(`${each.currency} is given twice.`, `${field}.${index}.currency`);
    seen.add(each.currency);
    return readPrice(each, `${field}.${index}`);
  });
}

export const readSku = (sku: string, field: string): string => readText(sku, { min: 1, max: 64 }, field);

export function readOptions(written: readonly VariantOption[], field: string): VariantOption[] {
  if (written.length > 10) throw badUserInput('A variant has at most 10 options.', field);
  const seen = new Set<string>();
  return written.map((option, index) => {
    const name = readText(option.name, { min: 1, max: 32 }, `${field}.${index}.name`);
    const value = readText(option.value, { min: 1, max: 64 }, `${field}.${index}.value`);
    if (seen.has(name.toLowerCase())) throw badUserInput(`"${name}" is given twice.`, `${field}.${index}.name`);
    seen.add(name.toLowerCase());
    return { name, value };
  });
}

const packageLimits: Readonly<Record<keyof PackageSize, number>> = {
  lengthMm: 10_000,
  widthMm: 10_000,
  heightMm: 10_000,
  weightG: 1_000_000,
};

export function readPackage(written: PackageSize, field: string): PackageSize {
  for (const [name, limit] of Object.entries(packageLimits)) {
    const value = written[name as keyof PackageSize];
    if (Number.isInteger(value) && value > 0 && value <= limit) continue;
    throw badUserInput(`It must be a whole number from 1 to ${limit}.`, `${field}.${name}`);
  }
  const { lengthMm, widthMm, heightMm, weightG } = written;
  return { lengthMm, widthMm, heightMm, weightG };
}

/**
 * A new variant. Throws BAD_USER_INPUT below `field` for what no variant may have. `currency` is that of the product's
 * other variants, or null when it has none.
 */
export function readVariant(
  written: WrittenVariant,
  ids: { id: string; productId: string },
  currency: string | null,
  field: string,
): Variant {
  const price = readPrice(written.price, `${field}.price`);
  checkCurrency(price, currency, `${field}.price.currency`);
  return {
    ...ids,
    sku: readSku(written.sku, `${field}.sku`),
    options: readOptions(written.options ?? [], `${field}.options`),
    price,
    compareAt: written.compareAt == null ? null : readCompareAt(written.compareAt, price, `${field}.compareAt`),
    furtherPrices: readFurtherPrices(written.furtherPrices ?? [], price, `${field}.furtherPrices`),
    package: written.package == null ? null : readPackage(written.package, `${field}.package`),
    available: null,
  };
}

/** A product is priced in one currency; further ones stand in `furtherPrices`. */
export function checkCurrency(price: Money, currency: string | null, field: string): void {
  if (currency === null || price.currency === currency) return;
  throw badUserInput(
    `This product is priced in ${currency}: give the price in ${currency} and others in furtherPrices.`,
    field,
  );
}
