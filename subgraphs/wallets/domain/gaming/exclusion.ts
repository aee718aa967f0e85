export const exclusionKinds = ['TIME_OUT', 'SELF_EXCLUSION'] as const;

export type ExclusionKind = (typeof exclusionKinds)[number];

/** A time-out or an exclusion. It is permanent when it has no end. */
export interface Exclusion {
  kind: ExclusionKind;
  until: Date | null;
}

/** An exclusion as it was taken. */
export interface ExclusionRecord extends Exclusion {
  id: string;
  userId: string;
  startedAt: Date;
  /** Member of support who excluded the user. Null: the user. */
  staffId: string | null;
  reason: string | null;
}

/** True while an exclusion lasts. It ends at `until`. */
export const lasts = ({ until }: Pick<Exclusion, 'until'>, now: Date): boolean => until === null || now < until;

/** True when the first exclusion ends after the second one. */
export const endsLater = ({ until }: Exclusion, other: Exclusion | null): boolean =>
  other === null || (other.until !== null && (until === null || until > other.until));

/** The same time of the day `months` later, in UTC: 31 August and six months is the last day of February. */
export function addMonths(at: Date, months: number): Date {
  const result = new Date(at);
  result.setUTCDate(1);
  result.setUTCMonth(result.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate();
  result.setUTCDate(Math.min(at.getUTCDate(), lastDay));
  return result;
}
