/** Fees of a transaction for one unit of gas, in wei (EIP-1559). */
export interface Fees {
  maxFee: bigint;
  priorityFee: bigint;
}

/** Nodes replace a transaction for a fee that is a tenth higher; an eighth is on the safe side of rounding. */
const raised = (fee: bigint): bigint => fee + fee / 8n + 1n;

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other);

/** Fees with which a node takes a transaction in the place of one with `before`: those of now, if they are high enough. */
export const replacementFees = (before: Fees, now: Fees): Fees => {
  const priorityFee = larger(raised(before.priorityFee), now.priorityFee);
  return { priorityFee, maxFee: larger(larger(raised(before.maxFee), now.maxFee), priorityFee) };
};
