import { byCurrency, type CurrencyFigures, type PeriodSum } from '../by-currency.ts';
import type { DashboardRange } from '../dashboard-range.ts';
import { addFigures, type Figures, isEmpty, noFigures } from './measures.ts';

export type SalesSum = PeriodSum<Figures>;

/** The sales of a seller in one currency. */
export type CurrencySales = CurrencyFigures<Figures>;

/** The sales by currency, with every period of the range. Currencies without any figure are left out. */
export const salesByCurrency = (range: DashboardRange, sums: readonly SalesSum[]): CurrencySales[] =>
  byCurrency(
    range,
    sums.filter((sum) => !isEmpty(sum)),
    { none: noFigures, add: addFigures },
  );

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
