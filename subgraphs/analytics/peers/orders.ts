import type { RequestIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { analyticsGuestCart } from '../generated/peers/orders.ts';

/** The cart that the token of a guest opens, or null. Orders is asked in the guest's name. */
export type FindGuestCart = (identity: RequestIdentity) => Promise<string | null>;

export function createFindGuestCart(transport: SubgraphTransport): FindGuestCart {
  const ask = createPeer('orders', transport);
  return async (identity) => (await ask(analyticsGuestCart, {}, identity)).cart?.id ?? null;
}
