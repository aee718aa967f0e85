import type { Product, ProductStatus, ProductType, Variant } from './product.ts';
import {
  productIncomplete,
  type ProductIncomplete,
  type ProductRequirement,
  wrongProductStatus,
  type WrongProductStatus,
} from './refusals.ts';

/** The statuses that allow each step. The diagram in the README shows the same. */
const allowed = {
  publish: ['DRAFT', 'PAUSED'],
  pause: ['ACTIVE', 'SOLD_OUT'],
  archive: ['DRAFT', 'ACTIVE', 'SOLD_OUT', 'PAUSED', 'BLOCKED'],
  block: ['DRAFT', 'ACTIVE', 'SOLD_OUT', 'PAUSED'],
  unblock: ['BLOCKED'],
  edit: ['DRAFT', 'ACTIVE', 'SOLD_OUT', 'PAUSED', 'BLOCKED'],
} satisfies Record<string, ProductStatus[]>;

type Step = keyof typeof allowed;

const wording: Record<Step, string> = {
  publish: 'be published',
  pause: 'be paused',
  archive: 'be archived',
  block: 'be blocked',
  unblock: 'be unblocked',
  edit: 'be changed',
};

/** The refusal for a product with this status, or null if it may take the step. */
export function forbidsStep(status: ProductStatus, step: Step): WrongProductStatus | null {
  const from: ProductStatus[] = allowed[step];
  return from.includes(status) ? null : wrongProductStatus(status, from, wording[step]);
}

/** Requirements that the product must still meet before it goes on sale. `withoutGoods`: variants without a file to download. */
export function missingFrom(product: Product, withoutGoods: readonly string[]): ProductRequirement[] {
  const missing: ProductRequirement[] = [];
  if (product.categoryId === null) missing.push('CATEGORY');
  if (product.variants.length === 0) missing.push('VARIANT');
  if (product.type === 'PHYSICAL' && product.variants.some((variant) => variant.package === null))
    missing.push('PACKAGE');
  if (product.type === 'DIGITAL' && withoutGoods.length > 0) missing.push('DIGITAL_GOODS');
  return missing;
}

function forbidsIncomplete(product: Product, withoutGoods: readonly string[]): ProductIncomplete | null {
  const missing = missingFrom(product, withoutGoods);
  if (missing.length === 0) return null;
  const incomplete = product.variants.filter(
    ({ id, package: size }) =>
      (missing.includes('PACKAGE') && size === null) ||
      (missing.includes('DIGITAL_GOODS') && withoutGoods.includes(id)),
  );
  return productIncomplete(missing, incomplete);
}

const putOnSale = (product: Product, now: Date): Product =>
  settleStock({ ...product, status: 'ACTIVE', publishedAt: product.publishedAt ?? now });

/** `DRAFT | PAUSED → ACTIVE`. */
export const toPublished = (
  product: Product,
  now: Date,
  withoutGoods: readonly string[] = [],
): Product | WrongProductStatus | ProductIncomplete =>
  forbidsStep(product.status, 'publish') ?? forbidsIncomplete(product, withoutGoods) ?? putOnSale(product, now);

/** `BLOCKED →` the status before the block. A product that was on sale must still be complete. */
export function toUnblocked(
  product: Product,
  now: Date,
  statusBefore: ProductStatus,
): Product | WrongProductStatus | ProductIncomplete {
  const forbidden = forbidsStep(product.status, 'unblock');
  if (forbidden) return forbidden;
  if (statusBefore !== 'ACTIVE' && statusBefore !== 'SOLD_OUT') return { ...product, status: statusBefore };
  // Digital goods that lost their files meanwhile return sold out.
  return forbidsIncomplete(product, []) ?? putOnSale(product, now);
}

/** `ACTIVE | SOLD_OUT → PAUSED`. */
export const toPaused = (product: Product): Product | WrongProductStatus =>
  forbidsStep(product.status, 'pause') ?? { ...product, status: 'PAUSED' };

/** Any other status `→ ARCHIVED`. */
export const toArchived = (product: Product): Product | WrongProductStatus =>
  forbidsStep(product.status, 'archive') ?? { ...product, status: 'ARCHIVED' };

/** Any other status but `ARCHIVED → BLOCKED`. */
export const toBlocked = (product: Product): Product | WrongProductStatus =>
  forbidsStep(product.status, 'block') ?? { ...product, status: 'BLOCKED' };

/** True if the variant can be bought. Physical goods need stock; other goods only where their stock is counted. */
export const isInStock = (type: ProductType, { available }: Pick<Variant, 'available'>): boolean =>
  available === null ? type !== 'PHYSICAL' : available > 0;

/** True in the two states that follow the stock. */
export const isOnSale = ({ status }: Pick<Product, 'status'>): boolean => status === 'ACTIVE' || status === 'SOLD_OUT';

/** `ACTIVE ⇄ SOLD_OUT`: sold out when no variant can be bought. `findUnsettled` has the same rule in SQL. */
export function settleStock(product: Product): Product {
  if (!isOnSale(product)) return product;
  const inStock = product.variants.some((variant) => isInStock(product.type, variant));
  return { ...product, status: inStock ? 'ACTIVE' : 'SOLD_OUT' };
}
