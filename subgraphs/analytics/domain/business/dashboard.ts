import { byCurrency, type CurrencyFigures, type PeriodSum } from '../by-currency.ts';
import type { DashboardRange } from '../dashboard-range.ts';
import { addFigures, type Figures, isEmpty, noFigures } from './measures.ts';

/** The figures of the platform or of a store in one currency. */
export type BusinessFigures = CurrencyFigures<Figures>;

/** The currency of what is no money. */
const none = '';

/** The figures by currency, and those of what is no money. Currencies without any figure are left out. */
export function figuresByCurrency(
  range: DashboardRange,
  sums: readonly PeriodSum<Figures>[],
): { currencies: BusinessFigures[]; others: BusinessFigures } {
  const counted = sums.filter((sum) => sum.currency === none || !isEmpty(sum));
  // The others are shown also when there are none.
  const all = byCurrency(range, [...counted, { currency: none, period: 'none', figures: noFigures }], {
    none: noFigures,
    add: addFigures,
  });
  return {
    currencies: all.filter(({ currency }) => currency !== none),
    others: all.find(({ currency }) => currency === none)!,
  };
}

/** Price of the pieces less discounts, by order, rounded half up to a minor unit. Null without orders. */
export function perOrder({ gmv, discounts, orders_sold: orders }: Figures): bigint | null {
  return orders === 0n ? null : (2n * (gmv - discounts) + orders) / (2n * orders);
}

/** Messages that were sent, by 10,000 of all that ended, rounded down. Null without any. */
export function deliveryRate({ messages_sent: sent, messages_failed: failed }: Figures): number | null {
  return sent + failed === 0n ? null : Number((sent * 10_000n) / (sent + failed));
}
