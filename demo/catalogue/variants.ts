import type { SeedVariant } from '../catalogue-types.ts';
import type { Axis, Good } from '../goods/shelf.ts';
import type { Shop } from '../people/person.ts';
import { priceOf } from './price.ts';

interface Form {
  options: { name: string; value: string }[];
  priceFactor: number;
}

/** Every combination of the axes' values, the last axis changing fastest. */
const formsOf = (axes: readonly Axis[]): Form[] =>
  axes.reduce<Form[]>(
    (forms, { name, values }) =>
      forms.flatMap((form) =>
        values.map(({ value, priceFactor }) => ({
          options: [...form.options, { name, value }],
          priceFactor: form.priceFactor * priceFactor,
        })),
      ),
    [{ options: [], priceFactor: 1 }],
  );

const skuPart = (value: string): string =>
  value
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, 6)
    .toUpperCase();

/**
 * The forms a good is sold in. `number` is the product's own among all, so that no SKU of a shop comes twice;
 * `discount` (0.2 is a fifth off) makes it a reduced one.
 */
export function variantsOf(
  good: Good,
  shop: Shop,
  number: number,
  discount: number,
  axes = good.forms ?? [],
): SeedVariant[] {
  return formsOf(axes).map(({ options, priceFactor }) => {
    const euros = good.price * priceFactor;
    const price = priceOf(euros, shop.currency);
    const compareAt = priceOf(euros / (1 - discount), shop.currency);
    const [lengthMm, widthMm, heightMm, weightG] = good.pack ?? [];
    return {
      sku: [shop.skuPrefix, String(number).padStart(4, '0'), ...options.map(({ value }) => skuPart(value))].join('-'),
      options,
      price,
      ...(Number(compareAt.amount) > Number(price.amount) ? { compareAt } : {}),
      furtherPrices: shop.furtherCurrencies.map((currency) => priceOf(euros, currency)),
      ...(lengthMm && widthMm && heightMm && weightG ? { package: { lengthMm, widthMm, heightMm, weightG } } : {}),
    };
  });
}
