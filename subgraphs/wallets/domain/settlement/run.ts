/** `ROLLBACK` takes the results of a market back until it gets new ones. */
export type RunKind = 'SETTLE' | 'VOID' | 'RESETTLE' | 'ROLLBACK';

/** One settlement of a market, which works on its bets a page at a time. */
export interface SettlementRun {
  id: string;
  marketId: string;
  /** Number of the market's settlement, from 1. */
  revision: number;
  kind: RunKind;
  status: 'RUNNING' | 'DONE';
  /** Id of the last bet of the last page; empty at first. */
  cursor: string;
  /** Number of bets with a selection of the market; null before the first page. */
  bets: number | null;
  betsDone: number;
  /** Number of bets that were settled, settled again, or opened again. */
  betsSettled: number;
  reason: string | null;
  actorKind: 'user' | 'service';
  actorId: string | null;
  correlationId: string;
  startedAt: Date;
  doneAt: Date | null;
}
