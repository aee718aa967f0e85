/** Times of collections and disbursements, in milliseconds. */
export interface FundsTimes {
  /** Time to wait for a webhook before the provider is asked. */
  lookMs: number;
  /** Time after which a collection that its provider has not answered, or does not decide, fails. Money can still follow. */
  giveUpMs: number;
}

const dayMs = 86_400_000;

/** The next look: after `lookMs`, or a tenth of the time since the start, one day at most. */
export const lookAgainAt = (since: Date, now: Date, { lookMs }: FundsTimes): Date =>
  new Date(now.getTime() + Math.max(lookMs, Math.min(dayMs, (now.getTime() - since.getTime()) / 10)));

export const isGivenUp = (since: Date, now: Date, { giveUpMs }: Pick<FundsTimes, 'giveUpMs'>): boolean =>
  now.getTime() - since.getTime() >= giveUpMs;
