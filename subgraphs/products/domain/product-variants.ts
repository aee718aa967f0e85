import { firstAvailable } from './digital-goods.ts';
import { badUserInput } from '@soko/errors';
import type { WrittenMoney } from '@soko/input';
import { formatMinor } from '@soko/money';
import { priceRangeOf } from './price-range.ts';
import { maxVariants, type PackageSize, type Product, type Variant, type VariantOption } from './product.ts';
import { forbidsStep, isOnSale, settleStock } from './product-status.ts';
import {
  requireCurrency,
  readCompareAt,
  readFurtherPrices,
  readOptions,
  readPackage,
  readPrice,
  readSku,
  readVariant,
  type VariantInput,
} from './read-variant.ts';
import {
  lastVariant,
  type LastVariant,
  tooManyVariants,
  type TooManyVariants,
  type WrongProductStatus,
} from './refusals.ts';

/** Omitted fields stay unchanged; null removes an optional value. */
export interface VariantChanges {
  sku?: string | undefined;
  options?: readonly VariantOption[] | undefined;
  price?: WrittenMoney | undefined;
  compareAt?: WrittenMoney | null | undefined;
  furtherPrices?: readonly WrittenMoney[] | undefined;
  package?: PackageSize | null | undefined;
}

const withVariants = (product: Product, variants: readonly Variant[]): Product =>
  settleStock({ ...product, variants, priceRange: priceRangeOf(variants) });

/** Goods on sale can be delivered, so their variants need a package. */
function requirePackage(product: Product, variant: Variant, field: string): void {
  if (isOnSale(product) && product.type === 'PHYSICAL' && variant.package === null) {
    throw badUserInput('Every variant of a PHYSICAL product on sale needs a package.', field);
  }
}

/** Adds a variant at the end. */
export function appendVariant(
  product: Product,
  input: VariantInput,
  variantId: string,
): Product | WrongProductStatus | TooManyVariants {
  const forbidden = forbidsStep(product.status, 'edit');
  if (forbidden) return forbidden;
  if (product.variants.length >= maxVariants) return tooManyVariants(maxVariants);
  const variant = readVariant(
    input,
    { id: variantId, productId: product.id },
    product.priceRange?.currency ?? null,
    'variant',
  );
  requirePackage(product, variant, 'variant.package');
  // Variants of a token share what is left of it.
  const available = product.type === 'NFT' ? (product.variants[0]?.available ?? null) : firstAvailable(product.type);
  return withVariants(product, [...product.variants, { ...variant, available }]);
}

/** Changes one variant. The only variant of a product may change its currency. */
export function changeVariant(
  product: Product,
  variantId: string,
  changes: VariantChanges,
): Product | WrongProductStatus {
  const forbidden = forbidsStep(product.status, 'edit');
  if (forbidden) return forbidden;
  const variants = product.variants.map((variant) => {
    if (variant.id !== variantId) return variant;
    const changed = applyChanges(variant, changes);
    const sole = product.variants.length === 1;
    requireCurrency(changed.price, sole ? null : (product.priceRange?.currency ?? null), 'price.currency');
    requirePackage(product, changed, 'package');
    return changed;
  });
  return withVariants(product, variants);
}

function applyChanges(variant: Variant, changes: VariantChanges): Variant {
  const price = changes.price === undefined ? variant.price : readPrice(changes.price, 'price');
  return {
    ...variant,
    sku: changes.sku === undefined ? variant.sku : readSku(changes.sku, 'sku'),
    options: changes.options === undefined ? variant.options : readOptions(changes.options, 'options'),
    price,
    compareAt: compareAtOf(variant, changes, price),
    furtherPrices: furtherPricesOf(variant, changes, price),
    package: packageOf(variant, changes),
  };
}

const toWritten = ({ amountMinor, currency }: { amountMinor: bigint; currency: string }): WrittenMoney => ({
  amount: formatMinor(amountMinor, currency),
  currency,
});

/** An unchanged value is read again, because it must fit the new price as well. */
function compareAtOf(variant: Variant, changes: VariantChanges, price: Variant['price']): Variant['compareAt'] {
  const { compareAt } = changes;
  if (compareAt === null) return null;
  if (compareAt !== undefined) return readCompareAt(compareAt, price, 'compareAt');
  return variant.compareAt && readCompareAt(toWritten(variant.compareAt), price, 'compareAt');
}

const furtherPricesOf = (
  variant: Variant,
  changes: VariantChanges,
  price: Variant['price'],
): Variant['furtherPrices'] =>
  readFurtherPrices(changes.furtherPrices ?? variant.furtherPrices.map(toWritten), price, 'furtherPrices');

function packageOf(variant: Variant, changes: VariantChanges): Variant['package'] {
  if (changes.package === undefined) return variant.package;
  return changes.package === null ? null : readPackage(changes.package, 'package');
}

/** Removes one variant. A product on sale keeps at least one. */
export function dropVariant(product: Product, variantId: string): Product | WrongProductStatus | LastVariant {
  const forbidden = forbidsStep(product.status, 'edit');
  if (forbidden) return forbidden;
  const variants = product.variants.filter((variant) => variant.id !== variantId);
  return variants.length === 0 && isOnSale(product) ? lastVariant() : withVariants(product, variants);
}
