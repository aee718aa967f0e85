import { readQuantity } from '@soko/input';
import { toGraphMoney } from '@soko/money';
import { defaultPageSize, maxPageSize } from '@soko/pagination';
import type { AnalyticsContext } from '../context.ts';
import { averageOrder, type CurrencySales, type ProductSum, salesByCurrency } from '../domain/sales/dashboard.ts';
import { type DashboardRange, rangeBefore, readDashboardRange } from '../domain/dashboard-range.ts';
import type { Figures, Measure } from '../domain/sales/measures.ts';
import type { ProductSalesResolvers, SalesFiguresResolvers, SellerSalesResolvers } from '../generated/graphql.ts';
import { findLiveGeneration } from '../store/generations.ts';
import { sumProducts, sumSales } from '../store/sales/sum-sales.ts';
import { salesTables } from '../store/sales/tables.ts';

export interface ShownFigures {
  currency: string;
  figures: Figures;
}

export interface ShownPeriod {
  from: string;
  to: string;
  figures: ShownFigures;
}

export interface ShownSales {
  currency: string;
  total: ShownFigures;
  before: ShownFigures;
  periods: readonly ShownPeriod[];
  /** The best products of all currencies: one statement for each number that is asked for. */
  findProducts(first: number): Promise<readonly ProductSum[]>;
}

export interface ShownDashboard extends DashboardRange {
  /** Id of the seller. */
  scope: string;
  updatedAt: Date | null;
  currencies: readonly ShownSales[];
}

const showSales = (
  { currency, total, before, periods }: CurrencySales,
  findProducts: ShownSales['findProducts'],
): ShownSales => {
  const show = (figures: Figures): ShownFigures => ({ currency, figures });
  return {
    currency,
    total: show(total),
    before: show(before),
    periods: periods.map(({ from, to, figures }) => ({ from, to, figures: show(figures) })),
    findProducts,
  };
};

/** Calls `find` once for each argument. */
function once<Value>(find: (argument: number) => Promise<Value>): (argument: number) => Promise<Value> {
  const known = new Map<number, Promise<Value>>();
  return (argument) => {
    const found = known.get(argument) ?? find(argument);
    known.set(argument, found);
    return found;
  };
}

/** The dashboard of the seller that the viewer is. Null for a viewer who is none. Two statements. */
export async function showDashboard(
  { pool, identity, findOwnSeller }: AnalyticsContext,
  given: Parameters<typeof readDashboardRange>[0],
): Promise<ShownDashboard | null> {
  const { sellerId, timeZone } = await findOwnSeller(identity);
  const range = readDashboardRange(given, timeZone);
  if (sellerId === null) return null;
  const { generation, applied } = await findLiveGeneration(pool, salesTables.name);
  const sums = await sumSales(pool, generation, sellerId, { ...range, since: rangeBefore(range).from });
  const findProducts = once((first) => sumProducts(pool, generation, sellerId, range, first));
  const newest = Object.values(applied).sort().at(-1);
  return {
    ...range,
    scope: sellerId,
    updatedAt: newest === undefined ? null : new Date(newest),
    currencies: salesByCurrency(range, sums).map((sales) => showSales(sales, findProducts)),
  };
}

export const sellerSales: SellerSalesResolvers = {
  periods: ({ periods }) => [...periods],
  async topProducts({ currency, findProducts }, { first }) {
    const limit = readQuantity(first ?? defaultPageSize, 'first', { min: 1, max: maxPageSize });
    return (await findProducts(limit)).filter((product) => product.currency === currency);
  },
};

const count =
  (measure: Measure) =>
  ({ figures }: ShownFigures): number =>
    Number(figures[measure]);

const amount =
  (measure: Measure) =>
  ({ figures, currency }: ShownFigures) =>
    toGraphMoney({ amountMinor: figures[measure], currency });

export const salesFigures: SalesFiguresResolvers = {
  orders: count('orders'),
  units: count('units'),
  grossSales: amount('gross'),
  discounts: amount('discounts'),
  fees: amount('fees'),
  averageOrder({ figures, currency }) {
    const amountMinor = averageOrder(figures);
    return amountMinor === null ? null : toGraphMoney({ amountMinor, currency });
  },
  cancelled: count('cancelled'),
  refunds: amount('refunds'),
  returns: count('returns'),
  disputesOpened: count('disputes_opened'),
  disputesLost: count('disputes_lost'),
  net: amount('net'),
};

export const productSales: ProductSalesResolvers = {
  product: ({ productId }) => ({ id: productId }),
  units: ({ units }) => Number(units),
  grossSales: ({ grossMinor, currency }) => toGraphMoney({ amountMinor: grossMinor, currency }),
};
