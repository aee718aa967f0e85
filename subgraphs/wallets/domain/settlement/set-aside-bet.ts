/** A bet that could not be settled with the results of a market. It is tried again until it can. */
export interface SetAsideBet {
  betId: string;
  marketId: string;
  /** What went wrong, for operators. */
  error: string;
  /** Number of times that settling it failed. */
  tries: number;
  since: Date;
  failedAt: Date;
  nextTryAt: Date;
}

/** Most bets of one market that are set aside. Beyond them the fault is not that of single bets, and the settlement waits. */
export const maxSetAside = 100;

const minuteMs = 60_000;

/** Time until the next try: a minute at first, doubled each time up to an hour. */
export const nextTryAt = (tries: number, now: Date): Date =>
  new Date(now.getTime() + Math.min(minuteMs * 2 ** (tries - 1), 60 * minuteMs));
