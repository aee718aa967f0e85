import type { Product, ProductStatus } from './product.ts';
import { type ProductIncomplete, type ProductRequirement, refuse, type WrongProductStatus } from './refusal.ts';

/** The statuses from which each step may be taken; the diagram in the README shows the same. */
const allowed = {
  publish: ['DRAFT', 'PAUSED'],
  pause: ['ACTIVE'],
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

/** Null when a product of this status may take the step. */
export function forbids(status: ProductStatus, step: Step): WrongProductStatus | null {
  const from: ProductStatus[] = allowed[step];
  if (from.includes(status)) return null;
  const message = `A product that is ${status} cannot ${wording[step]}; it has to be ${from.join(' or ')}.`;
  return refuse('WrongProductStatus', message, { status, allowed: from });
}

/** What the product still needs before it goes on sale. */
export function missingFrom(product: Product): ProductRequirement[] {
  const missing: ProductRequirement[] = [];
  if (product.categoryId === null) missing.push('CATEGORY');
  if (product.variants.length === 0) missing.push('VARIANT');
  if (product.type === 'PHYSICAL' && product.variants.some((variant) => variant.package === null))
    missing.push('PACKAGE');
  return missing;
}

const incomplete = (product: Product): ProductIncomplete | null => {
  const missing = missingFrom(product);
  if (missing.length === 0) return null;
  return refuse('ProductIncomplete', `Before it goes on sale the product needs: ${missing.join(', ')}.`, { missing });
};

const putOnSale = (product: Product, now: Date): Product =>
  settleStock({ ...product, status: 'ACTIVE', publishedAt: product.publishedAt ?? now });

/** `DRAFT | PAUSED → ACTIVE`. */
export const publish = (product: Product, now: Date): Product | WrongProductStatus | ProductIncomplete =>
  forbids(product.status, 'publish') ?? incomplete(product) ?? putOnSale(product, now);

/** `BLOCKED → ACTIVE`. */
export const unblock = (product: Product, now: Date): Product | WrongProductStatus | ProductIncomplete =>
  forbids(product.status, 'unblock') ?? incomplete(product) ?? putOnSale(product, now);

/** `ACTIVE → PAUSED`. */
export const pause = (product: Product): Product | WrongProductStatus =>
  forbids(product.status, 'pause') ?? { ...product, status: 'PAUSED' };

/** Anything `→ ARCHIVED`. */
export const archive = (product: Product): Product | WrongProductStatus =>
  forbids(product.status, 'archive') ?? { ...product, status: 'ARCHIVED' };

/** Anything but `ARCHIVED → BLOCKED`. */
export const block = (product: Product): Product | WrongProductStatus =>
  forbids(product.status, 'block') ?? { ...product, status: 'BLOCKED' };

/**
 * `ACTIVE ⇄ SOLD_OUT`: sold out when stock is kept of every variant and none is left. A variant nobody keeps stock of
 * can always be bought.
 */
export function settleStock(product: Product): Product {
  if (product.status !== 'ACTIVE' && product.status !== 'SOLD_OUT') return product;
  const soldOut = product.variants.length > 0 && product.variants.every((variant) => variant.available === 0);
  return { ...product, status: soldOut ? 'SOLD_OUT' : 'ACTIVE' };
}
