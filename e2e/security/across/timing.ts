const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Median distance from the median: outliers of a busy machine do not move it. */
const spread = (values: readonly number[]): number => {
  const centre = median(values);
  return median(values.map((value) => Math.abs(value - centre)));
};

/** Difference of two medians, and the difference that chance explains. */
export interface Compared {
  differenceMs: number;
  boundMs: number;
}

/**
 * Compares the medians of two groups. The bound is four standard errors of the difference, from the spread of the second group
 * (1.4826 times the median distance is the deviation; a median errs 1.2533 times as much as a mean), and a millisecond.
 */
export function compareMedians(group: readonly number[], reference: readonly number[]): Compared {
  const error = 1.4826 * 1.2533 * spread(reference) * Math.sqrt(1 / group.length + 1 / reference.length);
  return { differenceMs: Math.abs(median(group) - median(reference)), boundMs: 1 + 4 * error };
}

export const differs = ({ differenceMs, boundMs }: Compared): boolean => differenceMs > boundMs;
