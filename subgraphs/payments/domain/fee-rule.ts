export type FeeScope = 'DEFAULT' | 'CATEGORY' | 'SELLER';

/** Time in which a rule is in force: from `validFrom` until just before `validUntil`. Null is without a bound. */
export interface FeeWindow {
  validFrom: Date | null;
  validUntil: Date | null;
}

/** A rule of the marketplace fee. The rules of one scope and target do not overlap. */
export interface FeeRule extends FeeWindow {
  id: string;
  scope: FeeScope;
  /** Id of the category or of the seller. Empty for DEFAULT. */
  targetId: string;
  /** Hundredths of a percent. */
  basisPoints: number;
  /** Fixed part, added once per order: minor units by currency. */
  fixed: Readonly<Record<string, bigint>>;
  /** Number of the change of this scope and target that made it. */
  version: number;
  updatedAt: Date;
}

export type FeeRuleStatus = 'PAST' | 'CURRENT' | 'FUTURE';

export function feeRuleStatus({ validFrom, validUntil }: FeeWindow, now: Date): FeeRuleStatus {
  if (validFrom !== null && validFrom > now) return 'FUTURE';
  return validUntil !== null && validUntil <= now ? 'PAST' : 'CURRENT';
}
