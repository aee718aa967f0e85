import { figuresFor } from '../figures.ts';

/** What is counted of the business of the platform and of stores: the columns of `business_buckets`. Amounts are in minor units. */
export const measures = [
  'orders_created',
  'orders_confirmed',
  'orders_fulfilled',
  'orders_cancelled',
  'orders_failed',
  'orders_sold',
  'gmv',
  'discounts',
  'fees',
  'captured',
  'refunds',
  'disputes_opened',
  'disputes_won',
  'disputes_lost',
  'payouts',
  'bets',
  'stakes',
  'settled_stakes',
  'bet_payouts',
  'open_liability',
  'mints',
  'mints_failed',
  'claims',
  'deposits',
  'messages_sent',
  'messages_failed',
] as const;

export type Measure = (typeof measures)[number];

/** One number for each measure. */
export type Figures = Readonly<Record<Measure, bigint>>;

export const { noFigures, figuresOf, addFigures, isEmpty, sumCells } = figuresFor(measures);
