import { loader, rowLoader, rowsLoader } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import type { Market, Selection } from './domain/markets/market.ts';
import type { Competition, Sport, SportEvent } from './domain/markets/sport-event.ts';
import type { MarketChange } from './domain/markets/statuses.ts';
import type { WalletsServices } from './services.ts';
import { countMarketsInGap } from './store/feed/feed-markets.ts';
import { findSportEvents } from './store/markets/find-events.ts';
import { findMarkets, findMarketsOf, findSelections, findSelectionsOf } from './store/markets/find-markets.ts';
import { findMarketChanges, findOddsHistory, type OddsRecord } from './store/markets/history.ts';
import type { SettlementRun } from './domain/settlement/run.ts';
import { countSetAside } from './store/settlement/set-aside-bets.ts';
import { findLastRuns } from './store/settlement/runs.ts';
import { findCompetitions, findCompetitionsOf, findSports } from './store/markets/sports.ts';

/** Loaders of sports, events, markets and selections by id. */
export interface MarketLoaders {
  sport: DataLoader<string, Sport | null>;
  competition: DataLoader<string, Competition | null>;
  competitionsOf: DataLoader<string, Competition[]>;
  sportEvent: DataLoader<string, SportEvent | null>;
  market: DataLoader<string, Market | null>;
  marketsOf: DataLoader<string, Market[]>;
  selection: DataLoader<string, Selection | null>;
  selectionsOf: DataLoader<string, Selection[]>;
  /** Status changes of an event, a market or a selection. */
  marketChanges: DataLoader<string, readonly MarketChange[]>;
  oddsHistory: DataLoader<string, OddsRecord[]>;
  /** The last settlement of a market. */
  settlement: DataLoader<string, SettlementRun | null>;
  /** Number of bets of a market that are set aside. */
  setAsideCount: DataLoader<string, number>;
  /** Number of markets that are suspended by missing lines, by producer. */
  marketsInGap: DataLoader<string, number>;
}

const byId = <Row extends { id: string }>(find: (ids: readonly string[]) => Promise<readonly Row[]>) =>
  rowLoader(find, ({ id }) => id);

export const createMarketLoaders = ({ db, pool }: Pick<WalletsServices, 'db' | 'pool'>): MarketLoaders => {
  const market = byId((ids) => findMarkets(pool, ids));
  return {
    sport: byId((ids) => findSports(db, ids)),
    competition: byId((ids) => findCompetitions(db, ids)),
    competitionsOf: rowsLoader(
      (ids) => findCompetitionsOf(pool, ids),
      ({ sportId }) => sportId,
    ),
    sportEvent: byId((ids) => findSportEvents(pool, ids)),
    market,
    marketsOf: rowsLoader(
      async (ids) => {
        const markets = await findMarketsOf(pool, ids);
        for (const each of markets) market.prime(each.id, each);
        return markets;
      },
      ({ eventId }) => eventId,
    ),
    selection: byId((ids) => findSelections(pool, ids)),
    selectionsOf: rowsLoader(
      (ids) => findSelectionsOf(pool, ids),
      ({ marketId }) => marketId,
    ),
    marketChanges: loader<readonly MarketChange[]>((ids) => findMarketChanges(db, ids), []),
    oddsHistory: rowsLoader(
      (ids) => findOddsHistory(pool, ids),
      ({ selectionId }) => selectionId,
    ),
    setAsideCount: loader<number>((ids) => countSetAside(pool, ids), 0),
    settlement: rowLoader(
      (ids) => findLastRuns(pool, ids),
      ({ marketId }) => marketId,
    ),
    marketsInGap: loader<number>((names) => countMarketsInGap(pool, names), 0),
  };
};
