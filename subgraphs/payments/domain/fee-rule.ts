export type FeeScope = 'DEFAULT' | 'CATEGORY' | 'SELLER';

/** What the house keeps of sales. */
export interface FeeRule {
  id: string;
  scope: FeeScope;
  /** The category or the seller; empty for DEFAULT. */
  targetId: string;
  /** Hundredths of a percent. */
  basisPoints: number;
  /** On top, once an order, in minor units by currency. */
  fixed: Readonly<Record<string, bigint>>;
  version: number;
  updatedAt: Date;
}
