import { type DashboardRange, type Period, periodsOf } from './dashboard-range.ts';
import { addFigures, type Figures, measures, noFigures } from './measures.ts';

/** The figures of one currency on the days of one period, or of all days before the range. */
export interface SalesSum {
  currency: string;
  /** First day of the period. Null for the days before the range. */
  period: string | null;
  figures: Figures;
}

export interface PeriodSales extends Period {
  figures: Figures;
}

/** The sales of a seller in one currency. */
export interface CurrencySales {
  currency: string;
  total: Figures;
  before: Figures;
  periods: readonly PeriodSales[];
}

const isEmpty = ({ figures }: SalesSum): boolean => measures.every((measure) => figures[measure] === 0n);

/** The sales by currency, with every period of the range. Currencies without any figure are left out. */
export function salesByCurrency(range: DashboardRange, sums: readonly SalesSum[]): CurrencySales[] {
  const counted = sums.filter((sum) => !isEmpty(sum));
  const periods = periodsOf(range);
  return [...new Set(counted.map(({ currency }) => currency))].sort().map((currency) => {
    const byPeriod = new Map(
      counted.filter((sum) => sum.currency === currency).map(({ period, figures }) => [period, figures]),
    );
    const filled = periods.map((period) => ({ ...period, figures: byPeriod.get(period.from) ?? noFigures }));
    return {
      currency,
      total: filled.reduce((sum, { figures }) => addFigures(sum, figures), noFigures),
      before: byPeriod.get(null) ?? noFigures,
      periods: filled,
    };
  });
}

/** Price of the pieces less discounts, by order, rounded half up to a minor unit. Null without orders. */
export function averageOrder({ gross, discounts, orders }: Figures): bigint | null {
  return orders === 0n ? null : (2n * (gross - discounts) + orders) / (2n * orders);
}

/** The sales of one product. */
export interface ProductSum {
  currency: string;
  productId: string;
  units: bigint;
  grossMinor: bigint;
}
