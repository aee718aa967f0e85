import type { Product, Variant } from './product.ts';
import { unixLineBreaks } from './unix-line-breaks.ts';

const asText = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? `${each}` : each));

const contentOf = ({ sku, options, price, compareAt, furtherPrices, package: size }: Variant) => [
  sku,
  options.map(({ name, value }) => [name, value]),
  ...[price, compareAt, ...furtherPrices].map((money) => money && [money.amountMinor, money.currency]),
  size && [size.lengthMm, size.widthMm, size.heightMm, size.weightG],
];

/** True if the variants differ in nothing that a file of products has. */
export const isSameVariant = (one: Variant | undefined, other: Variant | undefined): boolean =>
  one !== undefined && other !== undefined && asText(contentOf(one)) === asText(contentOf(other));

const headOf = ({ title, description, type, condition, categoryId, tags }: Product) => [
  title,
  unixLineBreaks(description),
  type,
  condition,
  categoryId,
  tags,
];

/** True if the products differ in nothing that a file of products has, besides their variants. */
export const hasSameHead = (one: Product, other: Product): boolean => asText(headOf(one)) === asText(headOf(other));
