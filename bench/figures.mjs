/** The number below which `share` of the sorted numbers are. */
export const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** The median of each figure over several rounds, each an object of the same names. */
export const medianOf = (rounds) =>
  Object.fromEntries(
    Object.keys(rounds[0]).map((name) => {
      const sorted = rounds.map((round) => round[name]).toSorted((one, other) => one - other);
      return [name, sorted[Math.floor((sorted.length - 1) / 2)]];
    }),
  );

/** Figures with one decimal. */
export const rounded = (figures) =>
  Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, Math.round(figure * 10) / 10]));
