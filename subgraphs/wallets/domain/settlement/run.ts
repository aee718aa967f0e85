/** `ROLLBACK` takes the results of a market back until it gets new ones. */
export type RunKind = 'SETTLE' | 'VOID' | 'RESETTLE' | 'ROLLBACK';

/** One settlement of a market. */
export interface SettlementRun {
  id: string;
  marketId: string;
  /** Number of the market's settlement, from 1. */
  revision: number;
  kind: RunKind;
  status: 'RUNNING' | 'DONE';
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

/** Bets of a run in the order of their ids, which are settled a page at a time. The parts of a run are independent. */
export interface RunPart {
  run: SettlementRun;
  number: number;
  /** Id of the last bet that is done, or of the last one of the part before; empty at first. */
  cursor: string;
  /** Id of its last bet. Null for all that follow. */
  until: string | null;
}
