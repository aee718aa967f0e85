export type FeeScope = 'DEFAULT' | 'CATEGORY' | 'SELLER';

/** A rule of the marketplace fee. */
export interface FeeRule {
  id: string;
  scope: FeeScope;
  /** Id of the category or of the seller. Empty for DEFAULT. */
  targetId: string;
  /** Hundredths of a percent. */
  basisPoints: number;
  /** Fixed part, added once per order: minor units by currency. */
  fixed: Readonly<Record<string, bigint>>;
  version: number;
  updatedAt: Date;
}
