import type { FeeRule } from './fee-rule.ts';

export interface FeeLine {
  categoryId: string;
  totalMinor: bigint;
}

export interface FeeBasis {
  sellerId: string;
  currency: string;
  lines: readonly FeeLine[];
}

const roundHalfUp = (numerator: bigint, denominator: bigint): bigint =>
  (2n * numerator + denominator) / (2n * denominator);

/** fee = min(subtotal, roundHalfUp(subtotal · basis points / 10 000) + fixed) */
export function feeOf(
  subtotalMinor: bigint,
  { basisPoints, fixed }: Pick<FeeRule, 'basisPoints' | 'fixed'>,
  currency: string,
) {
  const fee = roundHalfUp(subtotalMinor * BigInt(basisPoints), 10_000n) + (fixed[currency] ?? 0n);
  return fee < subtotalMinor ? fee : subtotalMinor;
}

const ruleFor = (rules: readonly FeeRule[], sellerId: string, categoryId: string): FeeRule | undefined =>
  rules.find(({ scope, targetId }) => scope === 'SELLER' && targetId === sellerId) ??
  rules.find(({ scope, targetId }) => scope === 'CATEGORY' && targetId === categoryId) ??
  rules.find(({ scope }) => scope === 'DEFAULT');

/** Splits `amount` in proportion to `weights`. Remaining units go to the largest remainders, in the order given. */
export function splitByWeight(amount: bigint, weights: readonly bigint[]): bigint[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole === 0n) return weights.map((_, index) => (index === 0 ? amount : 0n));
  const shares = weights.map((weight) => (amount * weight) / whole);
  const left = Number(amount - shares.reduce((sum, share) => sum + share, 0n));
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (amount * weight) % whole }))
    .toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  for (const { index } of byRemainder.slice(0, left)) shares[index] = shares[index]! + 1n;
  return shares;
}

/**
 * The marketplace fee of each line. Lines under the same rule are rounded together, so that splitting a line in two does
 * not change the fee.
 */
export function quoteFee({ sellerId, currency, lines }: FeeBasis, rules: readonly FeeRule[]): bigint[] {
  const groups = new Map<FeeRule, number[]>();
  const fees = lines.map(() => 0n);
  lines.forEach(({ categoryId }, index) => {
    const rule = ruleFor(rules, sellerId, categoryId);
    if (rule !== undefined) groups.set(rule, [...(groups.get(rule) ?? []), index]);
  });
  for (const [rule, indexes] of groups) {
    const totals = indexes.map((index) => lines[index]!.totalMinor);
    const subtotal = totals.reduce((sum, total) => sum + total, 0n);
    const shares = splitByWeight(feeOf(subtotal, rule, currency), totals);
    indexes.forEach((index, place) => (fees[index] = shares[place]!));
  }
  return fees;
}
