import type { ProductStatus } from './product.ts';

/** One change of a product's status; `by` is the id of a person or an API key, or the name of a service. */
export interface HistoryEntry {
  at: Date;
  from: ProductStatus | null;
  to: ProductStatus;
  by: string;
  reason: string | null;
}

/** The status before the last block of a product. */
export const statusBeforeBlock = (history: readonly HistoryEntry[]): ProductStatus =>
  history.findLast(({ to }) => to === 'BLOCKED')?.from ?? 'ACTIVE';
