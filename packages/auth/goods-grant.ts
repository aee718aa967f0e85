import { BrokenSeal, seal, unseal } from '@soko/seal';
import type { Keys } from '@soko/env/keys';

const purpose = 'goods-grant';

/** What orders says to products about one line of an order with digital goods, and for whom. */
export interface GoodsGrant {
  lineId: string;
  orderId: string;
  variantId: string;
  quantity: number;
  /** Time of the order. */
  orderedAt: Date;
  /** `BUYER` gets the goods; `SUPPORT` sees that they were handed over. */
  viewer: 'BUYER' | 'SUPPORT';
  /** True while the order is paid. */
  isPaid: boolean;
}

/**
 * The sealed grant of one request. It is passed in a field that clients can neither see nor send, and cannot be read under
 * another request id.
 */
export const goodsGrant = (keys: Keys, requestId: string, grant: GoodsGrant): string =>
  seal(keys, purpose, JSON.stringify({ requestId, grant }));

/** The grant of this request for this line, or null without a valid one. */
export function readGoodsGrant(
  keys: Keys,
  requestId: string,
  lineId: string,
  sealed: string | null | undefined,
): GoodsGrant | null {
  if (sealed == null) return null;
  try {
    const { requestId: from, grant } = JSON.parse(unseal(keys, purpose, sealed)) as {
      requestId: string;
      grant: GoodsGrant & { orderedAt: string };
    };
    return from === requestId && grant.lineId === lineId ? { ...grant, orderedAt: new Date(grant.orderedAt) } : null;
  } catch (error) {
    if (error instanceof BrokenSeal) return null;
    throw error;
  }
}
