import type { ReadModelTables } from '../generations.ts';

/** The read model of sellers' sales. */
export const salesTables: ReadModelTables = {
  name: 'sales',
  tables: ['sales_orders', 'sales_buckets', 'sales_product_buckets'],
};
