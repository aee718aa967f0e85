import { figuresFor } from '../figures.ts';

/** What is counted of sales: the columns of `sales_buckets`. Amounts are in minor units. */
export const measures = [
  'orders',
  'units',
  'gross',
  'discounts',
  'fees',
  'cancelled',
  'refunds',
  'returns',
  'disputes_opened',
  'disputes_lost',
  'net',
] as const;

export type Measure = (typeof measures)[number];

/** One number for each measure. */
export type Figures = Readonly<Record<Measure, bigint>>;

export const { noFigures, figuresOf, addFigures, isEmpty, sumCells } = figuresFor(measures);
