import { type Fraction, legFactor, one, product, type LegResult } from './leg-factor.ts';

/** A leg of an open bet as a cash-out values it. */
export interface ValuedLeg {
  isBanker: boolean;
  /** Odds in thousandths that the bet took. */
  oddsMilli: number;
  /** Present odds in thousandths. Not used once the leg has a result. */
  nowMilli: number;
  result: LegResult | null;
}

const factorOf = ({ oddsMilli, nowMilli, result }: ValuedLeg): Fraction =>
  result === null ? { numerator: BigInt(oddsMilli), denominator: BigInt(nowMilli) } : legFactor(oddsMilli, result);

/**
 * Sums of the products of each number of factors, over the product of all denominators: the coefficients of Π (dᵢ + nᵢ·x).
 */
function sumsOfProducts(factors: readonly Fraction[]): { sums: readonly bigint[]; denominator: bigint } {
  let sums = [1n];
  for (const { numerator, denominator } of factors) {
    const next = sums.map((sum) => sum * denominator);
    next.push(0n);
    for (const [size, sum] of sums.entries()) next[size + 1]! += sum * numerator;
    sums = next;
  }
  return { sums, denominator: factors.reduce((all, { denominator }) => all * denominator, 1n) };
}

/** A margin in basis points of the value, which the operator keeps. */
export interface CashOutTerms {
  marginBasisPoints: number;
}

/**
 * Value of a part of an open bet's stake: ⌊stake of a line · Σ lines Π factors · (1 − margin)⌋. A leg with a result counts
 * with its factor, any other with the odds taken over the present odds. Rounded down once.
 */
export function cashOutValue(
  { unitStakeMinor, legs, sizes }: { unitStakeMinor: bigint; legs: readonly ValuedLeg[]; sizes: readonly number[] },
  { marginBasisPoints }: CashOutTerms,
): bigint {
  const bankers = legs
    .filter(({ isBanker }) => isBanker)
    .map(factorOf)
    .reduce(product, one);
  const { sums, denominator } = sumsOfProducts(legs.filter(({ isBanker }) => !isBanker).map(factorOf));
  const lines = sizes.reduce((sum, size) => sum + (sums[size] ?? 0n), 0n);
  const kept = BigInt(10_000 - marginBasisPoints);
  return (unitStakeMinor * bankers.numerator * lines * kept) / (bankers.denominator * denominator * 10_000n);
}

/** A cash-out that was paid. */
export interface CashOut {
  betId: string;
  number: number;
  stakeMinor: bigint;
  amountMinor: bigint;
  at: Date;
}

/** A cash-out with the currency of its amounts. */
export type CashOutRecord = CashOut & { currency: string };
