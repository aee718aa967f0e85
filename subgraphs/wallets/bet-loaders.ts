import { loader, rowLoader, rowsLoader } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import type { Bet, BetHistoryEntry } from './domain/bets/bet.ts';
import type { BettingLimits } from './domain/bets/betting-limits.ts';
import type { CashOut } from './domain/bets/cash-out.ts';
import type { WalletsServices } from './services.ts';
import { listBettingLimits } from './store/bets/betting-limits.ts';
import { findBetHistories, findBets, findCashOuts } from './store/bets/find-bets.ts';
import { type BetSelection, findBetSelections } from './store/markets/bet-selections.ts';

/** Loaders of bets. */
export interface BetLoaders {
  bet: DataLoader<string, Bet | null>;
  betHistory: DataLoader<string, BetHistoryEntry[]>;
  cashOuts: DataLoader<string, CashOut[]>;
  /** The present state of a selection, its market and its event. */
  betSelection: DataLoader<string, BetSelection | null>;
  /** By currency. */
  bettingLimits: DataLoader<string, BettingLimits | null>;
}

export const createBetLoaders = ({ db, pool }: Pick<WalletsServices, 'db' | 'pool'>): BetLoaders => ({
  bet: rowLoader(
    (ids) => findBets(pool, ids),
    ({ id }) => id,
  ),
  betHistory: rowsLoader(
    (ids) => findBetHistories(db, ids),
    ({ betId }) => betId,
  ),
  cashOuts: rowsLoader(
    (ids) => findCashOuts(db, ids),
    ({ betId }) => betId,
  ),
  betSelection: loader<BetSelection | null>((ids) => findBetSelections(pool, ids), null),
  bettingLimits: rowLoader(
    () => listBettingLimits(db),
    ({ currency }) => currency,
  ),
});
