import { type EventsOf, productsProduct } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type pg from 'pg';
import type { KnownVariant } from '../domain/variant.ts';
import { findProduct, type KnownProduct, noteProduct } from '../store/known-products.ts';
import { noteVariants, removeOtherVariants } from '../store/known-variants.ts';
import { onceOnly } from '../store/transaction.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

type ProductEvent = Extract<
  EventsOf<typeof productsProduct>,
  { type: 'products.product.created' | 'products.product.updated' | 'products.product.published' }
>;

type ToldVariant = Extract<ProductEvent, { type: 'products.product.created' }>['data']['product']['variants'][number];

const toVariant = ({ id, sellerId, storeId, type }: KnownProduct, told: ToldVariant): KnownVariant => ({
  id: told.variantId,
  productId: id,
  sellerId,
  storeId,
  type,
  sku: told.sku,
  currency: told.price.currency,
  package: told.package,
});

/** The product behind the event; news of its birth brings all there is to know. */
async function productOf(client: pg.PoolClient, event: ProductEvent): Promise<KnownProduct | null> {
  if (event.type === 'products.product.updated') return findProduct(client, event.subject);
  const { sellerId, storeId, type } = event.data.product;
  const product = { id: event.subject, sellerId, storeId, type };
  await noteProduct(client, product);
  return product;
}

/** What there is to stock, whose it is, and how big it is when packed. */
export const onProductChanged = ({ pool }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: productsProduct,
    types: ['created', 'updated', 'published'],
    handle: (event) =>
      onceOnly(pool, group, event, async (client) => {
        const { data, sequence, subject } = event;
        const told = 'product' in data ? data.product.variants : data.new.variants;
        const product = await productOf(client, event);
        if (told === undefined || product === null) return;
        await noteVariants(
          client,
          told.map((each) => toVariant(product, each)),
          sequence,
        );
        await removeOtherVariants(client, subject, { kept: told.map(({ variantId }) => variantId), sequence });
      }),
  });
