/**
 * The lines of a bet. A line is an accumulator of every banker and of one combination of the other legs; a bet has one
 * line for each combination of each of its sizes. A size counts the legs that are no bankers.
 */
export interface LegRole {
  isBanker: boolean;
}

export type BetKind = 'SINGLE' | 'ACCUMULATOR' | 'SYSTEM';

/** Full cover of eight legs with singles has 255 lines, of nine 511. */
export const maximumLines = 511;

/** The systems with a name of their own: number of legs, and sizes of the lines. */
export const namedSystems = {
  Trixie: { legs: 3, sizes: [2, 3] },
  Patent: { legs: 3, sizes: [1, 2, 3] },
  Yankee: { legs: 4, sizes: [2, 3, 4] },
  Canadian: { legs: 5, sizes: [2, 3, 4, 5] },
  Heinz: { legs: 6, sizes: [2, 3, 4, 5, 6] },
  'Super Heinz': { legs: 7, sizes: [2, 3, 4, 5, 6, 7] },
  Goliath: { legs: 8, sizes: [2, 3, 4, 5, 6, 7, 8] },
} as const satisfies Record<string, { legs: number; sizes: readonly number[] }>;

export const countBankers = (legs: readonly LegRole[]): number => legs.filter(({ isBanker }) => isBanker).length;

/** The sizes of a bet's lines. A single and an accumulator have one line, of all legs. */
export const lineSizes = (
  kind: BetKind,
  legs: readonly LegRole[],
  systemSizes: readonly number[],
): readonly number[] => (kind === 'SYSTEM' ? systemSizes : [legs.length - countBankers(legs)]);

/** Number of ways to choose `size` of `count`. Exact: an early factor is divided out before the next one grows. */
function combinations(count: number, size: number): number {
  let ways = 1;
  for (let chosen = 1; chosen <= size; chosen++) ways = (ways * (count - size + chosen)) / chosen;
  return ways;
}

/** Number of lines of these sizes. */
export function countLines(legs: readonly LegRole[], sizes: readonly number[]): number {
  const choices = legs.length - countBankers(legs);
  return sizes.reduce((sum, size) => sum + combinations(choices, size), 0);
}

/** Why a system cannot be played as it is. */
export type SystemProblem =
  | { problem: 'no_sizes' }
  | { problem: 'only_bankers' }
  | { problem: 'repeated_size'; size: number }
  | { problem: 'size_out_of_range'; size: number; maximum: number }
  | { problem: 'too_many_lines'; lines: number; maximum: number };

/** Checks the sizes of a system. Null when they fit its legs. */
export function findSystemProblem(legs: readonly LegRole[], sizes: readonly number[]): SystemProblem | null {
  const choices = legs.length - countBankers(legs);
  if (sizes.length === 0) return { problem: 'no_sizes' };
  if (choices === 0) return { problem: 'only_bankers' };
  const repeated = sizes.find((size, index) => sizes.indexOf(size) !== index);
  if (repeated !== undefined) return { problem: 'repeated_size', size: repeated };
  const unfit = sizes.find((size) => !Number.isInteger(size) || size < 1 || size > choices);
  if (unfit !== undefined) return { problem: 'size_out_of_range', size: unfit, maximum: choices };
  const lines = countLines(legs, sizes);
  return lines > maximumLines ? { problem: 'too_many_lines', lines, maximum: maximumLines } : null;
}
