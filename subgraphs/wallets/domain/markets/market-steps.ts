import type { Market } from './market.ts';
import { marketStatusesBefore, mayMarketBecome } from './market-status.ts';
import { wrongMarketStatus, type WrongMarketStatus } from './refusals.ts';
import type { SuspendedBy } from './statuses.ts';

/** A market before and after a step. */
export interface MarketStep {
  before: Market;
  after: Market;
}

const rank: Readonly<Record<SuspendedBy, number>> = { GAP: 1, FEED: 2, EVENT: 3, MARKET: 4 };

const isStronger = (one: SuspendedBy, other: SuspendedBy | null): boolean => rank[one] > (other ? rank[other] : 0);

const become = (market: Market, status: Market['status'], suspendedBy: SuspendedBy | null = null): MarketStep => ({
  before: market,
  after: { ...market, status, suspendedBy, version: market.version + 1 },
});

/** `ACTIVE → SUSPENDED`. A suspended market gets the stronger of both reasons. Null when nothing changes. */
function suspend(market: Market, by: SuspendedBy): MarketStep | null {
  const isSuspended = market.status === 'SUSPENDED';
  if (!isSuspended && !mayMarketBecome(market.status, 'SUSPENDED')) return null;
  return isStronger(by, market.suspendedBy) ? become(market, 'SUSPENDED', by) : null;
}

/** Suspends one market. Null when it is suspended already. */
export function suspendMarket(market: Market): MarketStep | WrongMarketStatus | null {
  const step = suspend(market, 'MARKET');
  if (step !== null || market.status === 'SUSPENDED') return step;
  return wrongMarketStatus(market.status, marketStatusesBefore('SUSPENDED'), 'be suspended');
}

/** Opens one market for bets, whatever suspended it. Null when it is open already. */
export function resumeMarket(market: Market): MarketStep | WrongMarketStatus | null {
  if (market.status === 'ACTIVE') return null;
  if (mayMarketBecome(market.status, 'ACTIVE')) return become(market, 'ACTIVE');
  return wrongMarketStatus(market.status, marketStatusesBefore('ACTIVE'), 'be resumed');
}

/** Closes one market. Null when it is closed already. */
export function closeMarket(market: Market): MarketStep | WrongMarketStatus | null {
  if (market.status === 'CLOSED') return null;
  if (mayMarketBecome(market.status, 'CLOSED')) return become(market, 'CLOSED');
  return wrongMarketStatus(market.status, marketStatusesBefore('CLOSED'), 'be closed');
}

const stepsOf = (markets: readonly Market[], step: (market: Market) => MarketStep | null): MarketStep[] =>
  markets.map(step).filter((each) => each !== null);

/** Suspends all open markets, for a reason that is not a market's own. */
export const suspendMarkets = (markets: readonly Market[], by: SuspendedBy): MarketStep[] =>
  stepsOf(markets, (market) => suspend(market, by));

/** Resumes the markets that were suspended for this reason. */
export const resumeMarkets = (markets: readonly Market[], by: SuspendedBy): MarketStep[] =>
  stepsOf(markets, (market) => (market.suspendedBy === by ? become(market, 'ACTIVE') : null));

/** Closes all markets that can be closed. */
export const closeMarkets = (markets: readonly Market[]): MarketStep[] =>
  stepsOf(markets, (market) => (mayMarketBecome(market.status, 'CLOSED') ? become(market, 'CLOSED') : null));
