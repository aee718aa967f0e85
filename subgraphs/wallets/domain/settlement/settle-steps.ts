import type { Market } from '../markets/market.ts';
import { marketStatusesBefore, mayMarketBecome } from '../markets/market-status.ts';
import type { MarketStep } from '../markets/market-steps.ts';
import { wrongMarketStatus, type WrongMarketStatus } from '../markets/refusals.ts';
import type { SportEvent } from '../markets/sport-event.ts';
import { settlementRunning, type SettlementRunning } from './refusals.ts';
import type { RunKind, SettlementRun } from './run.ts';

const wording: Readonly<Record<RunKind, string>> = {
  SETTLE: 'be settled',
  VOID: 'be voided',
  RESETTLE: 'be settled again',
  ROLLBACK: 'have its results taken back',
};

const statusOf = { SETTLE: 'SETTLED', VOID: 'VOIDED', RESETTLE: 'RESETTLING', ROLLBACK: 'RESETTLING' } as const;

const become = (market: Market, status: Market['status']): MarketStep => ({
  before: market,
  after: { ...market, status, suspendedBy: null, version: market.version + 1 },
});

/** The statuses in which each kind may begin. A market whose results were taken back waits in RESETTLING for new ones. */
const beginsIn: Readonly<Record<RunKind, readonly Market['status'][]>> = {
  SETTLE: ['CLOSED'],
  VOID: [...marketStatusesBefore('CLOSED'), 'CLOSED'],
  RESETTLE: ['SETTLED', 'RESETTLING'],
  ROLLBACK: ['SETTLED'],
};

/** True for a market without results, whose stakes may be returned. */
export const mayBeVoid = ({ status }: Pick<Market, 'status'>): boolean => beginsIn.VOID.includes(status);

/** The market once it takes no bets: one that is to be void and still open is closed. */
function closed(kind: RunKind, market: Market): MarketStep | null {
  if (kind !== 'VOID' || !mayMarketBecome(market.status, 'CLOSED')) return null;
  return become(market, 'CLOSED');
}

/** Why a settlement of this kind cannot begin, or null. */
export function refuseRun(
  kind: RunKind,
  market: Market,
  lastRun: SettlementRun | null,
): WrongMarketStatus | SettlementRunning | null {
  if (lastRun?.status === 'RUNNING') return settlementRunning(lastRun);
  const allowed = beginsIn[kind];
  return allowed.includes(market.status) ? null : wrongMarketStatus(market.status, [...allowed], wording[kind]);
}

/** The steps of a market at the beginning of a settlement that is not refused. */
export function beginSteps(kind: RunKind, market: Market): MarketStep[] {
  const closing = closed(kind, market);
  return [...(closing === null ? [] : [closing]), become(closing?.after ?? market, statusOf[kind])];
}

/** The step of a market at the end of a run, or null. */
export const endStep = ({ kind }: SettlementRun, market: Market): MarketStep | null =>
  kind === 'RESETTLE' && market.status === 'RESETTLING' ? become(market, 'SETTLED') : null;

const isEnded = ({ status }: Pick<Market, 'status'>): boolean => status === 'SETTLED' || status === 'VOIDED';

/** The event once all of its markets are settled or void, and their bets are paid; null otherwise. */
export const settledEvent = (
  event: SportEvent,
  markets: readonly Pick<Market, 'status'>[],
  runs: readonly SettlementRun[],
): SportEvent | null =>
  event.status === 'ENDED' && markets.every(isEnded) && runs.every(({ status }) => status === 'DONE')
    ? { ...event, status: 'SETTLED', version: event.version + 1 }
    : null;
