export const exclusionKinds = ['TIME_OUT', 'SELF_EXCLUSION'] as const;

export type ExclusionKind = (typeof exclusionKinds)[number];

/** A time-out or an exclusion. It is permanent when it has no end. */
export interface Exclusion {
  kind: ExclusionKind;
  until: Date | null;
}

/** True while an exclusion lasts. It ends at `until`. */
export const lasts = ({ until }: Pick<Exclusion, 'until'>, now: Date): boolean => until === null || now < until;
