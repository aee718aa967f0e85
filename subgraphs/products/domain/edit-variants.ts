import { badUserInput } from '@soko/errors';
import { formatMinor } from '@soko/money';
import { priceRangeOf } from './price-range.ts';
import { maximumVariants, type PackageSize, type Product, type Variant, type VariantOption } from './product.ts';
import { forbids, settleStock } from './product-status.ts';
import {
  checkCurrency,
  readCompareAt,
  readFurtherPrices,
  readOptions,
  readPackage,
  readPrice,
  readSku,
  readVariant,
  type WrittenMoney,
  type WrittenVariant,
} from './read-variant.ts';
import { type LastVariant, refuse, type TooManyVariants, type WrongProductStatus } from './refusal.ts';

/** What is left out stays; null takes away what may be missing. */
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

const onSale = (product: Product): boolean => product.status === 'ACTIVE' || product.status === 'SOLD_OUT';

/** A thing on sale can be sent: its variants have a package. */
function checkPackage(product: Product, variant: Variant, field: string): void {
  if (onSale(product) && product.type === 'PHYSICAL' && variant.package === null) {
    throw badUserInput('Every variant of a PHYSICAL product on sale needs its package.', field);
  }
}

/** Adds a variant at the end. */
export function addVariant(
  product: Product,
  written: WrittenVariant,
  variantId: string,
): Product | WrongProductStatus | TooManyVariants {
  const forbidden = forbids(product.status, 'edit');
  if (forbidden) return forbidden;
  if (product.variants.length >= maximumVariants) {
    return refuse('TooManyVariants', `A product has at most ${maximumVariants} variants.`, { limit: maximumVariants });
  }
  const variant = readVariant(
    written,
    { id: variantId, productId: product.id },
    product.priceRange?.currency ?? null,
    'variant',
  );
  checkPackage(product, variant, 'variant.package');
  return withVariants(product, [...product.variants, variant]);
}

/** Changes one variant. A sole variant may change its currency. */
export function changeVariant(
  product: Product,
  variantId: string,
  changes: VariantChanges,
): Product | WrongProductStatus {
  const forbidden = forbids(product.status, 'edit');
  if (forbidden) return forbidden;
  const variants = product.variants.map((variant) => {
    if (variant.id !== variantId) return variant;
    const changed = applyChanges(variant, changes);
    const sole = product.variants.length === 1;
    checkCurrency(changed.price, sole ? null : (product.priceRange?.currency ?? null), 'price.currency');
    checkPackage(product, changed, 'package');
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

const written = ({ amountMinor, currency }: { amountMinor: bigint; currency: string }): WrittenMoney => ({
  amount: formatMinor(amountMinor, currency),
  currency,
});

/** What stays is read again, since it has to fit the new price as well. */
function compareAtOf(variant: Variant, changes: VariantChanges, price: Variant['price']): Variant['compareAt'] {
  const { compareAt } = changes;
  if (compareAt === null) return null;
  if (compareAt !== undefined) return readCompareAt(compareAt, price, 'compareAt');
  return variant.compareAt && readCompareAt(written(variant.compareAt), price, 'compareAt');
}

const furtherPricesOf = (
  variant: Variant,
  changes: VariantChanges,
  price: Variant['price'],
): Variant['furtherPrices'] =>
  readFurtherPrices(changes.furtherPrices ?? variant.furtherPrices.map(written), price, 'furtherPrices');

function packageOf(variant: Variant, changes: VariantChanges): Variant['package'] {
  if (changes.package === undefined) return variant.package;
  return changes.package === null ? null : readPackage(changes.package, 'package');
}

/** Removes one variant; what is on sale keeps at least one. */
export function removeVariant(product: Product, variantId: string): Product | WrongProductStatus | LastVariant {
  const forbidden = forbids(product.status, 'edit');
  if (forbidden) return forbidden;
  const variants = product.variants.filter((variant) => variant.id !== variantId);
  if (variants.length === 0 && onSale(product)) {
    return refuse('LastVariant', 'A product on sale keeps at least one variant. Pause it first, or add another.', {});
  }
  return withVariants(product, variants);
}
