import { type EventsOf, productsProduct } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import type pg from 'pg';
import type { KnownVariant } from '../domain/variant.ts';
import type { FulfilmentServices } from '../services.ts';
import { findProduct, type KnownProduct, noteProduct, noteProductStatus } from '../store/known-products.ts';
import { noteVariants, removeOtherVariants, removeVariants } from '../store/known-variants.ts';
import { group } from './group.ts';

type ProductEvent = EventsOf<typeof productsProduct>;
type Whole = Extract<ProductEvent, { type: 'products.product.created' | 'products.product.published' }>;
type Updated = Extract<ProductEvent, { type: 'products.product.updated' }>;
type PublishedVariant = Whole['data']['product']['variants'][number];

const toVariant = ({ id, sellerId, storeId, type }: KnownProduct, published: PublishedVariant): KnownVariant => ({
  id: published.variantId,
  productId: id,
  sellerId,
  storeId,
  type,
  sku: published.sku,
  currency: published.price.currency,
  package: published.package,
});

/** Saves the whole product of an event, with all of its variants. */
async function followProduct(client: pg.PoolClient, { subject: id, sequence, data }: Whole): Promise<void> {
  const { sellerId, storeId, type, status, variants } = data.product;
  const product = { id, sellerId, storeId, type };
  await noteProduct(client, product, { status, sequence });
  await replaceVariants(client, product, variants, sequence);
}

async function replaceVariants(
  client: pg.PoolClient,
  product: KnownProduct,
  variants: readonly PublishedVariant[],
  sequence: number,
): Promise<void> {
  const known = variants.map((each) => toVariant(product, each));
  await noteVariants(client, known, sequence);
  await removeOtherVariants(client, product.id, { kept: known.map(({ id }) => id), sequence });
}

/** Saves what changed. Events of earlier versions have all variants in `new`. */
async function followUpdate(client: pg.PoolClient, { subject, sequence, data }: Updated): Promise<void> {
  if (data.new.status !== undefined) await noteProductStatus(client, subject, { status: data.new.status, sequence });
  const { variants: changes } = data;
  const all = data.new.variants;
  if (changes === undefined && all === undefined) return;
  const product = await findProduct(client, subject);
  if (product === null) return;
  if (changes === undefined) return replaceVariants(client, product, all ?? [], sequence);
  const saved = changes.saved.map((each) => toVariant(product, each));
  if (saved.length > 0) await noteVariants(client, saved, sequence);
  if (changes.removed.length > 0) await removeVariants(client, subject, { removed: changes.removed, sequence });
}

/** The status after the events that carry nothing else of the product. */
const statusAfter = (event: Exclude<ProductEvent, Whole | Updated>): string =>
  event.type === 'products.product.unblocked' ? (event.data.to ?? 'ACTIVE') : movedTo[event.type];

const movedTo = {
  'products.product.paused': 'PAUSED',
  'products.product.archived': 'ARCHIVED',
  'products.product.blocked': 'BLOCKED',
} as const;

async function follow(client: pg.PoolClient, event: ProductEvent): Promise<void> {
  const { subject, sequence, type } = event;
  if (type === 'products.product.created' || type === 'products.product.published') await followProduct(client, event);
  else if (type === 'products.product.updated') await followUpdate(client, event);
  else await noteProductStatus(client, subject, { status: statusAfter(event), sequence });
}

/** Keeps the status of products, and the variants that can be stocked, with their seller, size and weight. */
export const onProductChanged = ({ pool }: FulfilmentServices): Consumer =>
  consumer({
    group,
    on: productsProduct,
    handle: (event) => onceOnly(pool, group, event, (client) => follow(client, event)),
  });
