import type { Payout } from './payout.ts';

/** Ends a payout that was made of money that the seller does not have any more. */
export const notCovered = {
  kind: 'not_paid',
  code: 'not_covered',
  message:
    'A refund, a chargeback or an open case took a part of the money before the payout began. What is left can be paid out.',
} as const;

type Held = Pick<Payout, 'id' | 'sellerId' | 'currency' | 'amountMinor'>;

export const payableKey = ({ sellerId, currency }: Pick<Payout, 'sellerId' | 'currency'>): string =>
  `${sellerId} ${currency}`;

/**
 * The payouts that have to end, so that the others are covered: the newest first. `availableMinor` is what each seller has beside all
 * amounts that are held; less than zero when something is not covered.
 */
export function findUncovered(held: readonly Held[], availableMinor: ReadonlyMap<string, bigint>): Set<string> {
  const left = new Map(availableMinor);
  const uncovered = new Set<string>();
  for (const payout of [...held].sort((a, b) => (a.id < b.id ? 1 : -1))) {
    const key = payableKey(payout);
    const minor = left.get(key) ?? 0n;
    if (minor >= 0n) continue;
    uncovered.add(payout.id);
    left.set(key, minor + payout.amountMinor);
  }
  return uncovered;
}
