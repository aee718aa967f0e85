import { type EventsOf, productsProduct } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import type pg from 'pg';
import type { KnownVariant } from '../domain/variant.ts';
import type { FulfilmentServices } from '../services.ts';
import { findProduct, type KnownProduct, noteProduct } from '../store/known-products.ts';
import { noteVariants, removeOtherVariants } from '../store/known-variants.ts';
import { group } from './group.ts';

type ProductEvent = Extract<
  EventsOf<typeof productsProduct>,
  { type: 'products.product.created' | 'products.product.updated' | 'products.product.published' }
>;

type PublishedVariant = Extract<
  ProductEvent,
  { type: 'products.product.created' }
>['data']['product']['variants'][number];

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

/** The product of the event. The events `created` and `published` carry its facts, `updated` does not. */
async function readProduct(client: pg.PoolClient, event: ProductEvent): Promise<KnownProduct | null> {
  if (event.type === 'products.product.updated') return findProduct(client, event.subject);
  const { sellerId, storeId, type } = event.data.product;
  const product = { id: event.subject, sellerId, storeId, type };
  await noteProduct(client, product);
  return product;
}

/** Keeps the variants that can be stocked, with their seller, size and weight. */
export const onProductChanged = ({ pool }: FulfilmentServices): Consumer =>
  consumer({
    group,
    on: productsProduct,
    types: ['created', 'updated', 'published'],
    handle: (event) =>
      onceOnly(pool, group, event, async (client) => {
        const { data, sequence, subject } = event;
        const variants = 'product' in data ? data.product.variants : data.new.variants;
        const product = await readProduct(client, event);
        if (variants === undefined || product === null) return;
        await noteVariants(
          client,
          variants.map((each) => toVariant(product, each)),
          sequence,
        );
        await removeOtherVariants(client, subject, { kept: variants.map(({ variantId }) => variantId), sequence });
      }),
  });
