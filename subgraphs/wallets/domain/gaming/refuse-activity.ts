import { ageOn, dayOf } from './age.ts';
import { type Exclusion, lasts } from './exclusion.ts';
import { leftOf, type LimitUse } from './limit.ts';
import { dateOfBirthRequired, excluded, type GamingRefusal, limitReached, underAge } from './refusals.ts';

/** What decides whether a user may deposit or stake. */
export interface GamingFacts {
  /** YYYY-MM-DD, or null when the user has not given it. */
  dateOfBirth: string | null;
  minimumAge: number;
  exclusion: Exclusion | null;
  /** The limits of the activity, each with the time from which the amount fits. */
  limits: readonly (LimitUse & { until: Date | null })[];
}

export interface GamingRequest {
  amountMinor: bigint;
  currency: string;
  now: Date;
}

/** The refusal of the person, whatever the amount: excluded, of an unknown age, or too young. */
export function refusePerson(
  facts: Omit<GamingFacts, 'limits'>,
  now: Date,
): Exclude<GamingRefusal, { __typename: 'LimitReached' }> | null {
  const { dateOfBirth, minimumAge, exclusion } = facts;
  if (exclusion !== null && lasts(exclusion, now)) return excluded(exclusion);
  if (dateOfBirth === null) return dateOfBirthRequired();
  return ageOn(dateOfBirth, dayOf(now)) < minimumAge ? underAge(minimumAge) : null;
}

/** The refusal of a deposit or a stake, or null. Of several limits, the one that leaves least is named. */
export function refuseActivity(
  facts: GamingFacts,
  { amountMinor, currency, now }: GamingRequest,
): GamingRefusal | null {
  const refusal = refusePerson(facts, now);
  if (refusal !== null) return refusal;
  const [tightest] = facts.limits
    .filter(({ limitMinor, usedMinor }) => usedMinor + amountMinor > limitMinor)
    .toSorted((a, b) => (leftOf(a) < leftOf(b) ? -1 : 1));
  return tightest === undefined ? null : limitReached(tightest, currency, tightest.until);
}
