/** Variants that a buyer wants to order. */
export interface Cart {
  id: string;
  userId: string | null;
  /** Set only in the result that creates a guest's cart. The database keeps its hash. */
  token: string | null;
  currency: string | null;
  lines: readonly CartLine[];
  /** Lines that a merge reduced to the maximum. */
  cappedLines?: readonly CappedLine[];
}

/** A line of two merged carts that wanted more than a line can hold. */
export interface CappedLine extends CartLine {
  wanted: number;
}

export interface CartLine {
  variantId: string;
  quantity: number;
}

/** Owner of a cart: a person, or the guest whose token has this hash. */
export type CartOwner = { userId: string } | { tokenHash: string };

/** Reason why a line does not fit into a cart: too many lines or pieces, or another currency than the cart's. */
export type CartMisfit = { full: true } | { currency: string };

export const isMisfit = (result: Cart | CartMisfit): result is CartMisfit => !('lines' in result);

export const maxCartLines = 100;
export const maxLineQuantity = 999;
