import { type DashboardRange, type Period, periodsOf } from './dashboard-range.ts';

/** The figures of one currency on the days of one period, or of all days before the range. */
export interface PeriodSum<Figures> {
  currency: string;
  /** First day of the period. Null for the days before the range. */
  period: string | null;
  figures: Figures;
}

export interface PeriodFigures<Figures> extends Period {
  figures: Figures;
}

/** The figures of one currency. */
export interface CurrencyFigures<Figures> {
  currency: string;
  total: Figures;
  before: Figures;
  periods: readonly PeriodFigures<Figures>[];
}

/** How to add figures. */
export interface Adding<Figures> {
  none: Figures;
  add(a: Figures, b: Figures): Figures;
}

/** The figures by currency, with every period of the range. */
export function byCurrency<Figures>(
  range: DashboardRange,
  sums: readonly PeriodSum<Figures>[],
  { none, add }: Adding<Figures>,
): CurrencyFigures<Figures>[] {
  const periods = periodsOf(range);
  return [...new Set(sums.map(({ currency }) => currency))].sort().map((currency) => {
    const byPeriod = new Map(
      sums.filter((sum) => sum.currency === currency).map(({ period, figures }) => [period, figures]),
    );
    const filled = periods.map((period) => ({ ...period, figures: byPeriod.get(period.from) ?? none }));
    return {
      currency,
      total: filled.reduce((sum, { figures }) => add(sum, figures), none),
      before: byPeriod.get(null) ?? none,
      periods: filled,
    };
  });
}
