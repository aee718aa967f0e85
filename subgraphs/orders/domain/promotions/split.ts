/** A share of an amount: its weight, and the most that it may become. */
export interface Share {
  weight: bigint;
  room: bigint;
}

/**
 * Divides an amount in proportion to weights, in whole units and exactly: what rounding down leaves goes one unit each to the
 * shares that lost most, the first among equals. No share exceeds its room; what does not fit goes to the others in the
 * same way. `amount` must be at most the sum of all room.
 */
export function splitWithin(amount: bigint, shares: readonly Share[]): bigint[] {
  const parts = shares.map(() => 0n);
  let left = amount;
  while (left > 0n) {
    const open = shares.flatMap(({ weight, room }, place) => {
      const free = room - parts[place]!;
      return free > 0n ? [{ place, weight: weight > 0n ? weight : 1n, free }] : [];
    });
    if (open.length === 0) throw new NoRoom(`${left} of ${amount} fit into no share.`);
    const given = proportional(
      left,
      open.map(({ weight }) => weight),
    );
    for (const [at, { place, free }] of open.entries()) {
      const part = given[at]! < free ? given[at]! : free;
      parts[place]! += part;
      left -= part;
    }
  }
  return parts;
}

/** An amount was to be divided among shares that have no room for it: a bug in the code that computed it. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

/** Largest remainder: https://en.wikipedia.org/wiki/Quota_method */
function proportional(amount: bigint, weights: readonly bigint[]): bigint[] {
  const whole = weights.reduce((all, weight) => all + weight, 0n);
  const shares = weights.map((weight, place) => {
    const product = amount * weight;
    return { place, share: product / whole, lost: product % whole };
  });
  const left = amount - shares.reduce((all, { share }) => all + share, 0n);
  const byLoss = shares.toSorted((a, b) => (a.lost === b.lost ? a.place - b.place : a.lost > b.lost ? -1 : 1));
  for (const each of byLoss.slice(0, Number(left))) each.share += 1n;
  return shares.map(({ share }) => share);
}
