import { type Candidate, type Obstacle, obstacleTo, type Occasion } from './eligibility.ts';
import type { Discount } from './promotion.ts';

/** A code that a buyer entered, and whether its promotion lowers the price. */
export interface EnteredCode {
  code: string;
  title: string | null;
  /** Why it gives nothing. Null when it gives a discount. */
  reason: Obstacle['reason'] | 'UNKNOWN' | 'BETTER_WITHOUT' | null;
  missingMinor: bigint | null;
  currency: string;
}

/** Discounts of a cart as it is now, one for each promotion, and what becomes of its codes. */
export interface CartDiscounts {
  discounts: Discount[];
  codes: EnteredCode[];
}

/** What became of each code. `given` has the ids of the promotions that gave a discount. */
export function describeCodes(
  codes: readonly string[],
  candidates: readonly Candidate[],
  occasion: Occasion,
  given: ReadonlySet<string>,
): EnteredCode[] {
  const { currency } = occasion;
  return codes.map((code): EnteredCode => {
    const candidate = candidates.find((each) => each.code === code);
    if (candidate === undefined) return { code, title: null, reason: 'UNKNOWN', missingMinor: null, currency };
    const { id, title } = candidate.promotion;
    const obstacle = obstacleTo(candidate, occasion);
    const missingMinor = obstacle?.reason === 'MINIMUM_NOT_REACHED' ? obstacle.missingMinor : null;
    const reason = obstacle?.reason ?? (given.has(id) ? null : 'BETTER_WITHOUT');
    return { code, title, reason, missingMinor, currency };
  });
}
