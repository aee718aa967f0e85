import type { FeeWindow } from './fee-rule.ts';

/** What is left of an earlier rule of the same target beside a new one: the time before it and the time after it. */
export interface Remainder {
  before: FeeWindow | null;
  after: FeeWindow | null;
}

const startsBefore = (start: Date | null, time: Date): boolean => start === null || start < time;
const endsAfter = (end: Date | null, time: Date): boolean => end === null || end > time;

/** Cuts the window of a new rule out of an earlier one. Null when they do not overlap, so that the earlier one stays as it is. */
export function cutOut(
  earlier: FeeWindow,
  { validFrom, validUntil }: FeeWindow & { validFrom: Date },
): Remainder | null {
  const overlaps =
    (validUntil === null || startsBefore(earlier.validFrom, validUntil)) && endsAfter(earlier.validUntil, validFrom);
  if (!overlaps) return null;
  return {
    before: startsBefore(earlier.validFrom, validFrom) ? { ...earlier, validUntil: validFrom } : null,
    after:
      validUntil !== null && endsAfter(earlier.validUntil, validUntil) ? { ...earlier, validFrom: validUntil } : null,
  };
}
