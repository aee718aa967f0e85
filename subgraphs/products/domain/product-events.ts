import { type Envelope, type EventTrail, newEvent, productsPrice, productsProduct } from '@soko/events';
import type { Money } from '@soko/money';
import type { Product, Variant } from './product.ts';

const moneyOf = ({ amountMinor, currency }: Money) => ({ amountMinor: amountMinor.toString(), currency });

const variantOf = (variant: Variant) => ({
  variantId: variant.id,
  sku: variant.sku,
  options: variant.options.map(({ name, value }) => ({ name, value })),
  price: moneyOf(variant.price),
  compareAt: variant.compareAt && moneyOf(variant.compareAt),
  furtherPrices: variant.furtherPrices.map(moneyOf),
  package: variant.package,
});

const snapshotOf = (product: Product) => ({
  slug: product.slug,
  title: product.title,
  type: product.type,
  condition: product.condition,
  status: product.status,
  categoryId: product.categoryId,
  sellerId: product.sellerId,
  storeId: product.storeId,
  tags: [...product.tags],
  variants: product.variants.map(variantOf),
});

/** The event of a new product. */
export const createdEvent = (product: Product, trail: EventTrail): Envelope =>
  newEvent(
    productsProduct,
    'created',
    { subject: product.id, sequence: product.version, data: { product: snapshotOf(product) } },
    trail,
  );

/** The events of a change, in order. Empty for a change without visible effect. */
export function productEvents(
  before: Product,
  after: Product,
  trail: EventTrail,
  reason: string | null = null,
): Envelope[] {
  const status = statusEvent(before, after, trail, reason);
  const updated = updatedEvent(before, after, trail, status !== null);
  return [...(updated ? [updated] : []), ...priceEvents(before, after, trail), ...(status ? [status] : [])];
}

const eventNames = { PAUSED: 'paused', ARCHIVED: 'archived', BLOCKED: 'blocked' } as const;

/** Going on sale and leaving it have their own events. Selling out and being restocked are updates. */
function statusEvent(before: Product, after: Product, trail: EventTrail, reason: string | null): Envelope | null {
  const { id: subject, version: sequence, status, sellerId, storeId } = after;
  const from = before.status;
  if (from === status) return null;
  if (from === 'BLOCKED' && status !== 'ARCHIVED') {
    const data = { sellerId, storeId, from, to: status, reason };
    return newEvent(productsProduct, 'unblocked', { subject, sequence, data }, trail);
  }
  if (status === 'PAUSED' || status === 'ARCHIVED' || status === 'BLOCKED') {
    return newEvent(
      productsProduct,
      eventNames[status],
      { subject, sequence, data: { sellerId, storeId, from, reason } },
      trail,
    );
  }
  if (from === 'ACTIVE' || from === 'SOLD_OUT') return null;
  return newEvent(
    productsProduct,
    'published',
    { subject, sequence, data: { from, product: snapshotOf(after) } },
    trail,
  );
}

const differs = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one, bigintAsText) !== JSON.stringify(other, bigintAsText);

const bigintAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);

function updatedEvent(before: Product, after: Product, trail: EventTrail, hasStatusEvent: boolean): Envelope | null {
  const { variants: _before, ...old } = snapshotOf(before);
  const { variants: _after, ...fresh } = snapshotOf(after);
  type Field = keyof typeof fresh;
  const fields = (Object.keys(fresh) as Field[]).filter(
    (field) => differs(old[field], fresh[field]) && !(hasStatusEvent && field === 'status'),
  );
  const variants = variantChanges(before, after);
  const silent = (['description', 'media'] as const).filter((field) => differs(before[field], after[field]));
  const changed = [...fields, ...(variants ? ['variants'] : []), ...silent];
  if (changed.length === 0) return null;
  const pick = (from: Partial<typeof fresh>) => Object.fromEntries(fields.map((field) => [field, from[field]]));
  const data = {
    sellerId: after.sellerId,
    storeId: after.storeId,
    old: pick(old),
    new: pick(fresh),
    ...(variants ? { variants } : {}),
    changed,
  };
  return newEvent(productsProduct, 'updated', { subject: after.id, sequence: after.version, data }, trail);
}

/** Variants that were added, changed or removed; null without one. A new order of the variants changes none of them. */
function variantChanges(before: Product, after: Product) {
  const earlier = new Map(before.variants.map((variant) => [variant.id, variantOf(variant)]));
  const saved = after.variants.map(variantOf).filter((variant) => differs(earlier.get(variant.variantId), variant));
  const kept = new Set(after.variants.map(({ id }) => id));
  const removed = before.variants.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  return saved.length + removed.length === 0 ? null : { saved, removed };
}

function priceEvents(before: Product, after: Product, trail: EventTrail): Envelope[] {
  const { id: subject, version: sequence, sellerId } = after;
  return after.variants.flatMap((variant) => {
    const old = before.variants.find(({ id }) => id === variant.id)?.price;
    if (old === undefined || !differs(old, variant.price)) return [];
    const data = { variantId: variant.id, sellerId, old: moneyOf(old), new: moneyOf(variant.price) };
    return [newEvent(productsPrice, 'changed', { subject, sequence, data }, trail)];
  });
}
