/** `numerator / denominator` in whole minor units, halves away from zero. Neither may be negative. */
export const roundHalfUp = (numerator: bigint, denominator: bigint): bigint =>
  (2n * numerator + denominator) / (2n * denominator);
