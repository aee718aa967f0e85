import type { ProductStatus } from './product.ts';

/** One change of a product's status; `by` is an id or the name of a service. */
export interface HistoryEntry {
  at: Date;
  from: ProductStatus | null;
  to: ProductStatus;
  by: string;
  reason: string | null;
}
