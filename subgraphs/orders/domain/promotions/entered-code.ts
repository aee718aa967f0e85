import { type Candidate, isOfOthers, matchesOf, type Obstacle, type Occasion } from './eligibility.ts';

/** A code that a buyer entered, and whether its promotion lowers the price. */
export interface EnteredCode {
  code: string;
  title: string | null;
  /** Why it gives nothing. Null when it gives a discount. */
  reason: Obstacle['reason'] | 'UNKNOWN' | 'BETTER_WITHOUT' | null;
  missingMinor: bigint | null;
  currency: string;
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
    const matches = matchesOf(code, candidates, occasion);
    const giving = matches.find(({ candidate, obstacle }) => obstacle === null && given.has(candidate.promotion.id));
    const best = giving ?? matches[0];
    if (best === undefined) return { code, title: null, reason: 'UNKNOWN', missingMinor: null, currency };
    const { candidate, obstacle } = best;
    const title = isOfOthers(candidate, occasion) ? null : candidate.promotion.title;
    const missingMinor = obstacle?.reason === 'MINIMUM_NOT_REACHED' ? obstacle.missingMinor : null;
    const reason = obstacle?.reason ?? (giving === undefined ? 'BETTER_WITHOUT' : null);
    return { code, title, reason, missingMinor, currency };
  });
}
