import type { EventsOf, fulfilmentStock, productsProduct } from '@soko/events';
import type { PublicEvent } from './public-events.ts';
import { moneyOf } from './publish-orders.ts';

export type ProductEvent = EventsOf<typeof productsProduct>;
export type StockEvent = Extract<
  EventsOf<typeof fulfilmentStock>,
  { type: 'fulfilment.stock.low' | 'fulfilment.stock.back_in_stock' }
>;
type Whole = Extract<ProductEvent, { type: 'products.product.created' | 'products.product.published' }>;
type Updated = Extract<ProductEvent, { type: 'products.product.updated' }>;
type Moved = Exclude<ProductEvent, Whole | Updated>;
type Variant = Whole['data']['product']['variants'][number];

const variantOf = ({ variantId, sku, options, price, compareAt, furtherPrices }: Variant) => ({
  variantId,
  sku,
  options,
  price: moneyOf(price),
  compareAt: compareAt && moneyOf(compareAt),
  furtherPrices: furtherPrices.map(moneyOf),
});

function publishWhole({ type, subject: id, data }: Whole): PublicEvent | null {
  const { storeId, slug, title, type: kind, condition, status, categoryId, tags, variants } = data.product;
  if (storeId === null) return null;
  const fields = { slug, title, type: kind, condition, status, categoryId, tags };
  return {
    type: type === 'products.product.created' ? 'product.created' : 'product.published',
    storeId,
    data: { product: { id, ...fields, variants: variants.map(variantOf) } },
  };
}

/** Changed fields that stores do not hear of: who sells a product, and for which store. */
const inner: readonly string[] = ['sellerId', 'storeId'];

function publishUpdate({ subject: productId, data }: Updated): PublicEvent | null {
  const { storeId, variants } = data;
  const changed = data.changed.filter((field) => !inner.includes(field));
  if (storeId == null || changed.length === 0) return null;
  const { sellerId: _sellerId, storeId: _storeId, variants: _variants, ...fields } = data.new;
  return {
    type: 'product.updated',
    storeId,
    data: {
      productId,
      changed,
      new: fields,
      variants: variants ? { saved: variants.saved.map(variantOf), removed: variants.removed } : null,
    },
  };
}

const moves = {
  'products.product.paused': ['product.paused', 'PAUSED'],
  'products.product.archived': ['product.archived', 'ARCHIVED'],
  'products.product.blocked': ['product.blocked', 'BLOCKED'],
  'products.product.unblocked': ['product.unblocked', 'ACTIVE'],
} as const;

function publishMove(event: Moved): PublicEvent | null {
  const { storeId, from } = event.data;
  if (storeId == null) return null;
  const [type, implied] = moves[event.type];
  const to = event.type === 'products.product.unblocked' ? (event.data.to ?? implied) : implied;
  return { type, storeId, data: { productId: event.subject, from, to } };
}

function publish(event: ProductEvent): PublicEvent | null {
  if (event.type === 'products.product.created' || event.type === 'products.product.published')
    return publishWhole(event);
  return event.type === 'products.product.updated' ? publishUpdate(event) : publishMove(event);
}

/** The public event of a product, for its store. None for a product of a seller alone. */
export function publishProduct(event: ProductEvent): PublicEvent[] {
  const published = publish(event);
  return published === null ? [] : [published];
}

/** The public event of a stock level, for the product's store. Events from before they named a store have none. */
export function publishStock({ type, data }: StockEvent): PublicEvent[] {
  const { storeId, productId, variantId, available } = data;
  if (storeId == null) return [];
  const name = type === 'fulfilment.stock.low' ? 'stock.low' : 'stock.back_in_stock';
  return [{ type: name, storeId, data: { productId, variantId, available } }];
}
