const quarterMs = 15 * 60_000;

/**
 * Start of the quarter of an hour of a time: a bucket. All offsets of time zones that are in use are whole quarters of an hour, so
 * that the days of every zone are whole numbers of buckets.
 */
export const quarterOf = (time: string): string =>
  new Date(Math.floor(Date.parse(time) / quarterMs) * quarterMs).toISOString();

/** How figures with one number for each of some measures are made and added. */
export function figuresFor<Measure extends string>(measures: readonly Measure[]) {
  type Figures = Readonly<Record<Measure, bigint>>;
  const each = (of: (measure: Measure) => bigint): Figures =>
    Object.fromEntries(measures.map((measure) => [measure, of(measure)])) as Figures;
  const noFigures = each(() => 0n);
  const addFigures = (a: Figures, b: Figures): Figures => each((measure) => a[measure] + b[measure]);
  const isEmpty = ({ figures }: { figures: Figures }): boolean => measures.every((measure) => figures[measure] === 0n);
  return {
    noFigures,
    /** The figures with some of them set. */
    figuresOf: (known: Partial<Figures>): Figures => ({ ...noFigures, ...known }),
    addFigures,
    isEmpty,
    /** The sums of cells with one key, in the order of their first. Those that are zero are left out. */
    sumCells<Cell extends { figures: Figures }>(cells: readonly Cell[], keyOf: (cell: Cell) => string): Cell[] {
      const sums = new Map<string, Cell>();
      for (const cell of cells) {
        const key = keyOf(cell);
        const known = sums.get(key);
        sums.set(key, known === undefined ? cell : { ...known, figures: addFigures(known.figures, cell.figures) });
      }
      return [...sums.values()].filter((cell) => !isEmpty(cell));
    },
  };
}
