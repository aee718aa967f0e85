import type { Queryable } from '@soko/postgres';
import type { Cell } from '../../domain/sales/cells.ts';
import { type Measure, measures } from '../../domain/sales/measures.ts';
import { addingInsert } from '../adding-insert.ts';

/** What has to be added to one bucket. */
export interface BucketChange extends Cell {
  sellerId: string;
  currency: string;
}

const productMeasures = ['units', 'gross'] as const;

const whole = addingInsert('sales_buckets', { seller_id: 'text', at: 'timestamptz', currency: 'text' }, measures);

const byProduct = addingInsert(
  'sales_product_buckets',
  { seller_id: 'text', at: 'timestamptz', product_id: 'text', currency: 'text' },
  productMeasures,
);

const sumsOf = (changes: readonly BucketChange[], names: readonly Measure[]): bigint[][] =>
  names.map((name) => changes.map(({ figures }) => figures[name]));

/** Adds to the buckets of a generation: one statement for those of sellers, and one for those of products. */
export async function addToBuckets(tx: Queryable, generation: number, changes: readonly BucketChange[]): Promise<void> {
  const ofSellers = changes.filter(({ productId }) => productId === null);
  const ofProducts = changes.filter(({ productId }) => productId !== null);
  const keysOf = (all: readonly BucketChange[]) => ({
    sellers: all.map(({ sellerId }) => sellerId),
    times: all.map(({ at }) => at),
    currencies: all.map(({ currency }) => currency),
  });
  if (ofSellers.length > 0) {
    const { sellers, times, currencies } = keysOf(ofSellers);
    // SQL: adds to many rows in one statement.
    const values = [generation, sellers, times, currencies, ...sumsOf(ofSellers, measures)];
    await tx.query({ name: 'sales-buckets-add', text: whole, values });
  }
  if (ofProducts.length === 0) return;
  const { sellers, times, currencies } = keysOf(ofProducts);
  const products = ofProducts.map(({ productId }) => productId);
  // SQL: adds to many rows in one statement.
  const values = [generation, sellers, times, products, currencies, ...sumsOf(ofProducts, productMeasures)];
  await tx.query({ name: 'sales-product-buckets-add', text: byProduct, values });
}
