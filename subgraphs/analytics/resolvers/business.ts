import { toGraphMoney } from '@soko/money';
import { requireStore } from '../commands/require-store.ts';
import type { AnalyticsContext } from '../context.ts';
import { type BusinessFigures, deliveryRate, figuresByCurrency, perOrder } from '../domain/business/dashboard.ts';
import type { Figures, Measure } from '../domain/business/measures.ts';
import { platform } from '../domain/business/cells.ts';
import { type DashboardRange, type Period, periodsOf, readDashboardRange } from '../domain/dashboard-range.ts';
import type {
  ActivePlayersResolvers,
  BettingFiguresResolvers,
  MessageBusinessResolvers,
  MessageFiguresResolvers,
  MintBusinessResolvers,
  MintFiguresResolvers,
  PlatformBusinessResolvers,
  PlatformDashboardResolvers,
  PlatformFiguresResolvers,
  TradeFiguresResolvers,
} from '../generated/graphql.ts';
import { type ActivePlayers, countPlayers } from '../store/business/players.ts';
import { findOpenLiability, sumBusiness } from '../store/business/sum-business.ts';
import { businessTables } from '../store/business/tables.ts';
import { findLiveGeneration } from '../store/generations.ts';

/** Figures in one currency. */
export interface Shown {
  currency: string;
  figures: Figures;
}

export interface ShownPeriod extends Period {
  figures: Shown;
}

/** The figures of one currency, or of what is no money. */
export interface ShownBusiness {
  currency: string;
  total: Shown;
  before: Shown;
  periods: readonly ShownPeriod[];
}

export interface ShownBoard extends DashboardRange {
  /** Id of the store, or empty for the platform. */
  scope: string;
  generation: number;
  updatedAt: Date | null;
  currencies: readonly ShownBusiness[];
  mints: ShownBusiness;
}

export interface ShownPlatformBusiness extends ShownBusiness {
  findLiability(): Promise<ReadonlyMap<string, bigint>>;
}

export interface ShownPlatform extends ShownBoard {
  currencies: readonly ShownPlatformBusiness[];
}

export interface ShownPlayers extends ActivePlayers {
  range: DashboardRange;
}

function show({ currency, total, before, periods }: BusinessFigures): ShownBusiness {
  const shown = (figures: Figures): Shown => ({ currency, figures });
  return {
    currency,
    total: shown(total),
    before: shown(before),
    periods: periods.map(({ figures, ...period }) => ({ ...period, figures: shown(figures) })),
  };
}

/** The figures of the platform or of a store. Two statements. */
async function showBoard({ pool }: AnalyticsContext, scope: string, range: DashboardRange): Promise<ShownBoard> {
  const { generation, applied } = await findLiveGeneration(pool, businessTables.name);
  const { currencies, others } = figuresByCurrency(range, await sumBusiness(pool, generation, scope, range));
  const newest = Object.values(applied).sort().at(-1);
  return {
    ...range,
    scope,
    generation,
    updatedAt: newest === undefined ? null : new Date(newest),
    currencies: currencies.map(show),
    mints: show(others),
  };
}

type GivenRange = Parameters<typeof readDashboardRange>[0];

/** Users is asked for the time zone of the viewer only where none is given. */
export async function showPlatform(context: AnalyticsContext, given: GivenRange): Promise<ShownPlatform> {
  const usual = given.timeZone == null ? (await context.findOwnSeller(context.identity)).timeZone : null;
  const board = await showBoard(context, platform, readDashboardRange(given, usual));
  let liability: Promise<ReadonlyMap<string, bigint>> | undefined;
  const findLiability = () => (liability ??= findOpenLiability(context.pool, board.generation));
  return { ...board, currencies: board.currencies.map((business) => ({ ...business, findLiability })) };
}

/** Throws FORBIDDEN for viewers who are neither in the team of the store nor administrators of the platform. */
export async function showStore(context: AnalyticsContext, storeId: string, given: GivenRange): Promise<ShownBoard> {
  const { timeZone } = await requireStore(context, storeId);
  return showBoard(context, storeId, readDashboardRange(given, timeZone));
}

export const platformDashboard: PlatformDashboardResolvers = {
  // Both are no money.
  messages: ({ mints }) => mints,
  async activePlayers(board, _, { pool }) {
    return { ...(await countPlayers(pool, board.generation, board)), range: board };
  },
};

export const platformBusiness: PlatformBusinessResolvers = {
  async openLiability({ currency, findLiability }) {
    return toGraphMoney({ currency, amountMinor: (await findLiability()).get(currency) ?? 0n });
  },
};

const count =
  (measure: Measure) =>
  ({ figures }: Shown): number =>
    Number(figures[measure]);

const amount =
  (measure: Measure) =>
  ({ figures, currency }: Shown) =>
    toGraphMoney({ amountMinor: figures[measure], currency });

export const platformFigures: PlatformFiguresResolvers = {
  trade: (shown) => shown,
  payouts: amount('payouts'),
  deposits: amount('deposits'),
  betting: (shown) => shown,
};

export const tradeFigures: TradeFiguresResolvers = {
  created: count('orders_created'),
  confirmed: count('orders_confirmed'),
  fulfilled: count('orders_fulfilled'),
  cancelled: count('orders_cancelled'),
  failed: count('orders_failed'),
  sold: count('orders_sold'),
  gmv: amount('gmv'),
  discounts: amount('discounts'),
  fees: amount('fees'),
  averageOrder({ figures, currency }) {
    const amountMinor = perOrder(figures);
    return amountMinor === null ? null : toGraphMoney({ amountMinor, currency });
  },
  captured: amount('captured'),
  refunds: amount('refunds'),
  disputesOpened: count('disputes_opened'),
  disputesWon: amount('disputes_won'),
  disputesLost: amount('disputes_lost'),
};

export const bettingFigures: BettingFiguresResolvers = {
  bets: count('bets'),
  stakes: amount('stakes'),
  settledStakes: amount('settled_stakes'),
  payouts: amount('bet_payouts'),
  ggr: ({ figures, currency }) => toGraphMoney({ amountMinor: figures.settled_stakes - figures.bet_payouts, currency }),
};

export const mintBusiness: MintBusinessResolvers = { periods: ({ periods }) => [...periods] };

export const mintFigures: MintFiguresResolvers = {
  minted: count('mints'),
  failed: count('mints_failed'),
  claimed: count('claims'),
};

export const messageBusiness: MessageBusinessResolvers = { periods: ({ periods }) => [...periods] };

export const messageFigures: MessageFiguresResolvers = {
  sent: count('messages_sent'),
  failed: count('messages_failed'),
  deliveryRate: ({ figures }) => deliveryRate(figures),
};

export const activePlayers: ActivePlayersResolvers = {
  before: ({ byPeriod }) => byPeriod.get(null) ?? 0,
  periods: ({ range, byPeriod }) =>
    periodsOf(range).map((period) => ({ ...period, count: byPeriod.get(period.from) ?? 0 })),
};
