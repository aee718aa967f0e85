import { toGraphMoney } from '@soko/money';
import { live } from '@soko/subgraph';
import type { WalletsContext } from '../context.ts';
import type { Market } from '../domain/markets/market.ts';
import { maySeeHistory, maySeeMarket } from '../domain/markets/may-see.ts';
import { formatLine, formatOdds } from '../domain/markets/odds.ts';
import type { MarketStatus, SportEventStatus } from '../domain/markets/statuses.ts';
import type {
  CompetitionResolvers,
  MarketChangeResolvers,
  MarketResolvers,
  MarketSettlementResolvers,
  OddsChangeResolvers,
  SelectionResolvers,
  SportEventChangeResolvers,
  SportEventResolvers,
  SportResolvers,
  SubscriptionOddsChangedArgs,
  SubscriptionResolvers,
} from '../generated/graphql.ts';
import { visibleMarket } from './markets-query.ts';

type Entity<Resolvers> = Resolvers & { __resolveReference: unknown };
type Reference = { id: string };

/** A row that another row refers to by a foreign key. */
function found<Row>(row: Row | null): Row {
  if (row === null) throw new Error('A row that a foreign key refers to was not found.');
  return row;
}

const sport: Entity<SportResolvers> = {
  __resolveReference: ({ id }: Reference, { loaders }: WalletsContext) => loaders.sport.load(id),
  competitions: ({ id }, _, { loaders }) => loaders.competitionsOf.load(id),
};

const competition: Entity<CompetitionResolvers> = {
  __resolveReference: ({ id }: Reference, { loaders }: WalletsContext) => loaders.competition.load(id),
  sport: async ({ sportId }, _, { loaders }) => found(await loaders.sport.load(sportId)),
};

const sportEvent: Entity<SportEventResolvers> = {
  __resolveReference: ({ id }: Reference, { loaders }: WalletsContext) => loaders.sportEvent.load(id),
  competition: async ({ competitionId }, _, { loaders }) => found(await loaders.competition.load(competitionId)),
  markets: async ({ id }, _, { viewer, loaders }) =>
    (await loaders.marketsOf.load(id)).filter((each) => maySeeMarket(viewer, each)),
  history: async ({ id }, _, { viewer, loaders }) =>
    maySeeHistory(viewer) ? [...(await loaders.marketChanges.load(id))] : null,
};

const market: Entity<MarketResolvers> = {
  __resolveReference: ({ id }: Reference, context: WalletsContext) => visibleMarket(context, id),
  event: async ({ eventId }, _, { loaders }) => found(await loaders.sportEvent.load(eventId)),
  line: ({ lineMilli }) => (lineMilli === null ? null : formatLine(lineMilli)),
  maxStakes: ({ maxStakes }) =>
    Object.entries(maxStakes).map(([currency, minor]) => toGraphMoney({ amountMinor: BigInt(minor), currency })),
  selections: ({ id }, _, { loaders }) => loaders.selectionsOf.load(id),
  history: async ({ id }, _, { viewer, loaders }) =>
    maySeeHistory(viewer) ? [...(await loaders.marketChanges.load(id))] : null,
  settlement: async ({ id }, _, { viewer, loaders }) => (maySeeHistory(viewer) ? loaders.settlement.load(id) : null),
};

const marketSettlement: MarketSettlementResolvers = {
  doneBets: ({ betsDone }) => betsDone,
  settledBets: ({ betsSettled }) => betsSettled,
  setAsideBets: ({ marketId }, _, { loaders }) => loaders.setAsideCount.load(marketId),
};

const selection: Entity<SelectionResolvers> = {
  async __resolveReference({ id }: Reference, context: WalletsContext) {
    const row = await context.loaders.selection.load(id);
    return row && (await visibleMarket(context, row.marketId)) ? row : null;
  },
  market: async ({ marketId }, _, { loaders }) => found(await loaders.market.load(marketId)),
  odds: ({ oddsMilli }) => formatOdds(oddsMilli),
  oddsHistory: async ({ id }, _, { viewer, loaders }) => (maySeeHistory(viewer) ? loaders.oddsHistory.load(id) : null),
};

const sportEventChange: SportEventChangeResolvers = {
  from: ({ from }) => from as SportEventStatus | null,
  to: ({ to }) => to as SportEventStatus,
};

const marketChange: MarketChangeResolvers = {
  from: ({ from }) => from as MarketStatus | null,
  to: ({ to }) => to as MarketStatus,
};

const oddsChange: OddsChangeResolvers = { odds: ({ oddsMilli }) => formatOdds(oddsMilli) };

export const marketsSubscription = {
  oddsChanged: live<SubscriptionOddsChangedArgs, WalletsContext, Market>({
    follow: ({ eventId }) => [eventId],
    answer: ({ envelope }, _, context) => visibleMarket(context, envelope.subject),
  }),
} satisfies SubscriptionResolvers;

export const marketTypesResolvers = {
  Sport: sport,
  Competition: competition,
  SportEvent: sportEvent,
  SportEventChange: sportEventChange,
  Market: market,
  MarketChange: marketChange,
  MarketSettlement: marketSettlement,
  Selection: selection,
  OddsChange: oddsChange,
};
