import type { Product, ProductStatus } from './product.ts';
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

/** Requirements that the product must still meet before it goes on sale. */
export function missingFrom(product: Product): ProductRequirement[] {
  const missing: ProductRequirement[] = [];
  if (product.categoryId === null) missing.push('CATEGORY');
  if (product.variants.length === 0) missing.push('VARIANT');
  if (product.type === 'PHYSICAL' && product.variants.some((variant) => variant.package === null))
    missing.push('PACKAGE');
  return missing;
}

function forbidsIncomplete(product: Product): ProductIncomplete | null {
  const missing = missingFrom(product);
  return missing.length === 0 ? null : productIncomplete(missing);
}

const putOnSale = (product: Product, now: Date): Product =>
  settleStock({ ...product, status: 'ACTIVE', publishedAt: product.publishedAt ?? now });

/** `DRAFT | PAUSED → ACTIVE`. */
export const toPublished = (product: Product, now: Date): Product | WrongProductStatus | ProductIncomplete =>
  forbidsStep(product.status, 'publish') ?? forbidsIncomplete(product) ?? putOnSale(product, now);

/** `BLOCKED →` the status before the block. A product that was on sale must still be complete. */
export function toUnblocked(
  product: Product,
  now: Date,
  statusBefore: ProductStatus,
): Product | WrongProductStatus | ProductIncomplete {
  const forbidden = forbidsStep(product.status, 'unblock');
  if (forbidden) return forbidden;
  if (statusBefore !== 'ACTIVE' && statusBefore !== 'SOLD_OUT') return { ...product, status: statusBefore };
  return forbidsIncomplete(product) ?? putOnSale(product, now);
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

/**
 * `ACTIVE ⇄ SOLD_OUT`. Physical goods can be bought when stock of a variant was received and is left; other goods always.
 * `findUnsettled` has the same rule in SQL.
 */
export function settleStock(product: Product): Product {
  if (product.status !== 'ACTIVE' && product.status !== 'SOLD_OUT') return product;
  const inStock = product.type !== 'PHYSICAL' || product.variants.some(({ available }) => (available ?? 0) > 0);
  return { ...product, status: inStock ? 'ACTIVE' : 'SOLD_OUT' };
}
