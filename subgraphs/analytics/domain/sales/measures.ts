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

export const noFigures = Object.fromEntries(measures.map((measure) => [measure, 0n])) as Figures;

/** The figures with some of them set. */
export const figuresOf = (known: Partial<Figures>): Figures => ({ ...noFigures, ...known });

export const addFigures = (a: Figures, b: Figures): Figures =>
  Object.fromEntries(measures.map((measure) => [measure, a[measure] + b[measure]])) as Figures;
