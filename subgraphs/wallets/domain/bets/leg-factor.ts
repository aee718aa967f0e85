/** The result of a selection. A dead heat carries the share of its stake that won. */
export type LegResult =
  | { result: 'WON' | 'LOST' | 'VOID' | 'HALF_WON' | 'HALF_LOST' }
  | { result: 'DEAD_HEAT'; numerator: number; denominator: number };

/** An exact number. The denominator is above zero. */
export interface Fraction {
  numerator: bigint;
  denominator: bigint;
}

export const one: Fraction = { numerator: 1n, denominator: 1n };
const zero: Fraction = { numerator: 0n, denominator: 1n };
const half: Fraction = { numerator: 1n, denominator: 2n };

const greatestDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : greatestDivisor(b, a % b));

/** In lowest terms: the products of a line stay small. */
function fraction(numerator: bigint, denominator: bigint): Fraction {
  const divisor = greatestDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export const product = (a: Fraction, b: Fraction): Fraction => ({
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
});

/** The odds as an exact number: 1850 thousandths are 37/20. */
export const oddsFactor = (oddsMilli: number): Fraction => fraction(BigInt(oddsMilli), 1000n);

/**
 * What a leg multiplies its line by: won = odds, lost = 0, void = 1, half won = (odds + 1) / 2, half lost = 1/2, dead
 * heat = odds · n/d.
 */
export function legFactor(oddsMilli: number, outcome: LegResult): Fraction {
  const odds = BigInt(oddsMilli);
  switch (outcome.result) {
    case 'WON':
      return fraction(odds, 1000n);
    case 'HALF_WON':
      return fraction(odds + 1000n, 2000n);
    case 'DEAD_HEAT':
      return fraction(odds * BigInt(outcome.numerator), 1000n * BigInt(outcome.denominator));
    case 'LOST':
      return zero;
    case 'VOID':
      return one;
    case 'HALF_LOST':
    default:
      return half;
  }
}
