import { type Fraction, legFactor, oddsFactor, one, product, type LegResult } from './leg-factor.ts';
import { countLines, type LegRole } from './lines.ts';

/** A leg of a bet with the odds that were taken, and its result once its market is settled. */
export interface BetLeg extends LegRole {
  /** Odds in thousandths. */
  oddsMilli: number;
  result: LegResult | null;
}

/** What a bet's return is computed from. */
export interface PlayedBet {
  /** Stake of all lines together, in minor units. Each line has an equal part of it. */
  stakeMinor: bigint;
  legs: readonly BetLeg[];
  /** Sizes of the lines, counted without the bankers: see `lineSizes`. */
  sizes: readonly number[];
}

/** For each number of chosen legs, the next greater or equal size of a line. */
function nextSizes(sizes: readonly number[], choices: number): number[] {
  const next: number[] = [];
  for (let chosen = 0; chosen <= choices; chosen++)
    next.push(sizes.reduce((least, size) => (size >= chosen && size < least ? size : least), Infinity));
  return next;
}

/** Sum of the lines, each rounded down once. Lines that share their first legs share the product of those. */
function sumOfLines(base: Fraction, factors: readonly Fraction[], sizes: readonly number[]): bigint {
  const next = nextSizes(sizes, factors.length);
  let sum = 0n;
  const walk = (from: number, chosen: number, numerator: bigint, denominator: bigint): void => {
    if (next[chosen] === chosen) sum += numerator / denominator;
    const wanted = next[chosen + 1];
    if (wanted === undefined) return;
    for (let index = from; index <= factors.length - (wanted - chosen); index++) {
      const factor = factors[index]!;
      if (factor.numerator !== 0n)
        walk(index + 1, chosen + 1, numerator * factor.numerator, denominator * factor.denominator);
    }
  };
  walk(0, 0, base.numerator, base.denominator);
  return sum;
}

function sumOfReturns({ stakeMinor, legs, sizes }: PlayedBet, factorOf: (leg: BetLeg) => Fraction): bigint {
  const stakeOfLine = { numerator: stakeMinor, denominator: BigInt(countLines(legs, sizes)) };
  const bankers = legs.filter(({ isBanker }) => isBanker).map(factorOf);
  const base = product(stakeOfLine, bankers.reduce(product, one));
  const choices = legs.filter(({ isBanker }) => !isBanker).map(factorOf);
  return base.numerator === 0n ? 0n : sumOfLines(base, choices, sizes);
}

/** The return when every leg wins, in minor units. */
export const potentialReturn = (bet: PlayedBet): bigint => sumOfReturns(bet, ({ oddsMilli }) => oddsFactor(oddsMilli));

/** The return of a bet whose legs all have a result: ⌊stake of a line · Π factors⌋, summed over its lines. */
export const betReturn = (bet: PlayedBet): bigint =>
  sumOfReturns(bet, ({ oddsMilli, result }) => {
    if (result === null) throw new Error('A bet with an open leg has no return yet.');
    return legFactor(oddsMilli, result);
  });
