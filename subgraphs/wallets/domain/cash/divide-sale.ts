/** The parts of a sale, in minor units. */
export interface SaleParts {
  /** The seller's, net of everything else. */
  sellerMinor: bigint;
  feeMinor: bigint;
  taxMinor: bigint;
  deliveryMinor: bigint;
}

const names = ['sellerMinor', 'feeMinor', 'taxMinor', 'deliveryMinor'] as const;

export const sumOfParts = (parts: SaleParts): bigint => names.reduce((sum, name) => sum + parts[name], 0n);

const partsOf = (values: readonly bigint[]): SaleParts => ({
  sellerMinor: values[0] ?? 0n,
  feeMinor: values[1] ?? 0n,
  taxMinor: values[2] ?? 0n,
  deliveryMinor: values[3] ?? 0n,
});

export const subtractParts = (from: SaleParts, parts: SaleParts): SaleParts =>
  partsOf(names.map((name) => from[name] - parts[name]));

/** Prices of an order, as orders published them last. */
export interface SalePrices {
  totalMinor: bigint;
  feeMinor: bigint;
  /** Tax that was added to the prices and tax that they include. */
  taxMinor: bigint;
  deliveryMinor: bigint;
}

const smallerOf = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** The parts of a whole order. Delivery and tax come first, then the fee, so that no part is negative. */
export function partsOfOrder({ totalMinor, feeMinor, taxMinor, deliveryMinor }: SalePrices): SaleParts {
  const delivery = smallerOf(deliveryMinor, totalMinor);
  const tax = smallerOf(taxMinor, totalMinor - delivery);
  const fee = smallerOf(feeMinor, totalMinor - delivery - tax);
  return { sellerMinor: totalMinor - delivery - tax - fee, feeMinor: fee, taxMinor: tax, deliveryMinor: delivery };
}

const largerOf = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/**
 * Divides an amount in proportion to `parts`, exactly: what rounding down leaves goes to the parts that lost most, the
 * seller's first among equals. An amount of at most their sum takes no more than there is of any part.
 */
export function divide(amountMinor: bigint, parts: SaleParts): SaleParts {
  const whole = sumOfParts(parts);
  if (whole === 0n) return partsOf([amountMinor]);
  const shares = names.map((name, place) => {
    const product = parts[name] * amountMinor;
    return { place, share: product / whole, lost: product % whole };
  });
  const left = amountMinor - shares.reduce((sum, { share }) => sum + share, 0n);
  const byLoss = shares.toSorted((a, b) => (a.lost === b.lost ? a.place - b.place : a.lost > b.lost ? -1 : 1));
  for (const each of byLoss.slice(0, Number(left))) each.share += 1n;
  return partsOf(shares.map(({ share }) => share));
}

/**
 * Divides a refund among what is `left` of a sale. `deliveryMinor` is the part of it that is delivery; null divides all of it in
 * proportion. Delivery takes no more than there is, and whatever the other parts do not cover.
 */
export function divideRefund(amountMinor: bigint, left: SaleParts, deliveryMinor: bigint | null): SaleParts {
  if (deliveryMinor === null) return divide(amountMinor, left);
  const goods = { ...left, deliveryMinor: 0n };
  const wanted = smallerOf(deliveryMinor, smallerOf(left.deliveryMinor, amountMinor));
  const delivery = largerOf(wanted, amountMinor - sumOfParts(goods));
  return { ...divide(amountMinor - delivery, goods), deliveryMinor: delivery };
}

/** The parts that leave the accounts when the platform keeps the fee: the seller pays it. */
export const atTheSellersExpense = (parts: SaleParts): SaleParts => ({
  ...parts,
  sellerMinor: parts.sellerMinor + parts.feeMinor,
  feeMinor: 0n,
});
