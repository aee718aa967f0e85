/** The parts of a sale, in minor units. */
export interface SaleParts {
  /** The seller's, net of everything else. */
  sellerMinor: bigint;
  feeMinor: bigint;
  taxMinor: bigint;
  deliveryMinor: bigint;
  /** What the platform adds for the discounts that it pays. The others together are what the buyer paid, and this. */
  promotionsMinor: bigint;
}

const names = ['sellerMinor', 'feeMinor', 'taxMinor', 'deliveryMinor'] as const;

const grossOf = (parts: SaleParts): bigint => names.reduce((sum, name) => sum + parts[name], 0n);

/** What the buyer pays, or gets back, for parts. */
export const sumOfParts = (parts: SaleParts): bigint => grossOf(parts) - parts.promotionsMinor;

const partsOf = (values: readonly bigint[], promotionsMinor = 0n): SaleParts => ({
  sellerMinor: values[0] ?? 0n,
  feeMinor: values[1] ?? 0n,
  taxMinor: values[2] ?? 0n,
  deliveryMinor: values[3] ?? 0n,
  promotionsMinor,
});

export const subtractParts = (from: SaleParts, parts: SaleParts): SaleParts =>
  partsOf(
    names.map((name) => from[name] - parts[name]),
    from.promotionsMinor - parts.promotionsMinor,
  );

/** Prices of an order, as orders published them last. */
export interface SalePrices {
  totalMinor: bigint;
  feeMinor: bigint;
  /** Tax that was added to the prices and tax that they include. */
  taxMinor: bigint;
  /** Without discounts of the delivery that the platform pays. */
  deliveryMinor: bigint;
  /** Discounts of the goods that the platform pays. */
  promotionsMinor: bigint;
}

const smallerOf = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** The parts of a whole order. Delivery and tax come first, then the fee, so that no part is negative. */
export function partsOfOrder({
  totalMinor,
  feeMinor,
  taxMinor,
  deliveryMinor,
  promotionsMinor,
}: SalePrices): SaleParts {
  const grossMinor = totalMinor + promotionsMinor;
  const delivery = smallerOf(deliveryMinor, grossMinor);
  const tax = smallerOf(taxMinor, grossMinor - delivery);
  const fee = smallerOf(feeMinor, grossMinor - delivery - tax);
  return partsOf([grossMinor - delivery - tax - fee, fee, tax, delivery], promotionsMinor);
}

const largerOf = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/**
 * Divides an amount in proportion to `parts`, exactly: what rounding down leaves goes to the parts that lost most, the
 * seller's first among equals. An amount of at most their sum takes no more than there is of any part. The platform's share
 * goes along with the buyer's, rounded down.
 */
export function divide(amountMinor: bigint, parts: SaleParts): SaleParts {
  const whole = sumOfParts(parts);
  if (whole === 0n) return partsOf([amountMinor]);
  const promotionsMinor = (parts.promotionsMinor * amountMinor) / whole;
  const [gross, grossMinor] = [grossOf(parts), amountMinor + promotionsMinor];
  const shares = names.map((name, place) => {
    const product = parts[name] * grossMinor;
    return { place, share: product / gross, lost: product % gross };
  });
  const left = grossMinor - shares.reduce((sum, { share }) => sum + share, 0n);
  const byLoss = shares.toSorted((a, b) => (a.lost === b.lost ? a.place - b.place : a.lost > b.lost ? -1 : 1));
  for (const each of byLoss.slice(0, Number(left))) each.share += 1n;
  return partsOf(
    shares.map(({ share }) => share),
    promotionsMinor,
  );
}

/**
 * Divides a refund among what is `left` of a sale. `deliveryMinor` is the part of it that is delivery; null divides all of it in
 * proportion. Delivery takes no more than there is, and whatever the other parts do not cover.
 */
export function divideRefund(amountMinor: bigint, left: SaleParts, deliveryMinor: bigint | null): SaleParts {
  const goods = { ...left, deliveryMinor: 0n };
  if (deliveryMinor === null || sumOfParts(goods) <= 0n) return divide(amountMinor, left);
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
