/**
 * `HELD → COMMITTED → MINTING → MINTED | FAILED`, `HELD | COMMITTED → RELEASED` when the order ends, `HELD → EXPIRED` after its
 * time. One that has expired may be `HELD` once more.
 */
export type SaleStatus = 'HELD' | 'COMMITTED' | 'MINTING' | 'MINTED' | 'FAILED' | 'RELEASED' | 'EXPIRED';

/** A line of an order that sells items of a token. */
export interface Sale {
  lineId: string;
  orderId: string;
  variantId: string;
  tokenId: string;
  storeId: string;
  quantity: number;
  status: SaleStatus;
  mintId: string | null;
  version: number;
}

/** A line of an order that wants items of the token that its product sells. */
export interface WantedLine {
  orderId: string;
  lineId: string;
  productId: string;
  variantId: string;
  quantity: number;
}

/** A token that a product sells, as it is while it is locked. */
export interface TokenOnSale {
  productId: string;
  tokenId: string;
  storeId: string;
  /** Items that are left. */
  left: number;
  /** True when its items can be minted now. */
  isSellable: boolean;
}

/** What the reference of a mint of an order's line is made of. */
export const mintForLine = ({ orderId, lineId }: Pick<Sale, 'orderId' | 'lineId'>): string =>
  `order:${orderId}:${lineId}`;

/** A line for which fewer items are left than it needs. */
export interface ShortLine {
  variantId: string;
  requested: number;
  available: number;
}

/**
 * The lines that cannot be sold. Lines of one product share what is left, and those of one store the mints of its plan:
 * `mintsLeft` by store.
 */
export function findShort(
  wanted: readonly WantedLine[],
  onSale: ReadonlyMap<string, TokenOnSale>,
  mintsLeft: ReadonlyMap<string, number>,
): ShortLine[] {
  const demand = new Map<string, number>();
  const mints = new Map<string, number>();
  for (const { productId, quantity } of wanted) {
    demand.set(productId, (demand.get(productId) ?? 0) + quantity);
    const storeId = onSale.get(productId)?.storeId;
    if (storeId !== undefined) mints.set(storeId, (mints.get(storeId) ?? 0) + 1);
  }
  return wanted.flatMap(({ productId, variantId, quantity }): ShortLine[] => {
    const token = onSale.get(productId);
    const none = { variantId, requested: quantity, available: 0 };
    if (token === undefined || !token.isSellable) return [none];
    if (mints.get(token.storeId)! > (mintsLeft.get(token.storeId) ?? 0)) return [none];
    return demand.get(productId)! > token.left ? [{ ...none, available: token.left }] : [];
  });
}
