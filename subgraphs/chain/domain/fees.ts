/** Fees of a transaction for one unit of gas, in wei (EIP-1559). */
export interface Fees {
  maxFee: bigint;
  priorityFee: bigint;
}

/** Nodes replace a transaction for a fee that is a tenth higher; an eighth is on the safe side of rounding. */
const raised = (fee: bigint): bigint => fee + fee / 8n + 1n;

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other);

/** Most that a replacement pays, as a multiple of the fees of now. */
const maxMultiple = 10n;

/**
 * Fees with which a node takes a transaction in the place of one with `before`: those of now, if they are high enough. Null
 * when they would be far above those of now: it is not the fee that keeps the transaction from being mined.
 */
export const replacementFees = (before: Fees, now: Fees): Fees | null => {
  const priorityFee = larger(raised(before.priorityFee), now.priorityFee);
  const maxFee = larger(larger(raised(before.maxFee), now.maxFee), priorityFee);
  return maxFee > now.maxFee * maxMultiple ? null : { priorityFee, maxFee };
};
