/** What a limit counts. A loss is stakes minus returns. */
export const limitKinds = ['DEPOSIT', 'STAKE', 'LOSS'] as const;

export type LimitKind = (typeof limitKinds)[number];

const hourMs = 3_600_000;

/** Length of each rolling window, in milliseconds: 24 hours, 7 days, 30 days. */
export const periodMs = { DAY: 24 * hourMs, WEEK: 7 * 24 * hourMs, MONTH: 30 * 24 * hourMs } as const;

export type LimitPeriod = keyof typeof periodMs;

export const limitPeriods = ['DAY', 'WEEK', 'MONTH'] as const satisfies readonly LimitPeriod[];

/** A limit in force, and what counts towards it in its window. */
export interface LimitUse {
  kind: LimitKind;
  period: LimitPeriod;
  limitMinor: bigint;
  /** Below zero for a loss limit when returns exceeded stakes. */
  usedMinor: bigint;
}

/** The amount that still fits, never below zero. */
export const leftOf = ({ limitMinor, usedMinor }: Pick<LimitUse, 'limitMinor' | 'usedMinor'>): bigint =>
  usedMinor >= limitMinor ? 0n : limitMinor - usedMinor;

/** The limits that an activity counts towards. */
export const limitsOfActivity = { deposit: ['DEPOSIT'], stake: ['STAKE', 'LOSS'] } as const satisfies Record<
  'deposit' | 'stake',
  readonly LimitKind[]
>;
