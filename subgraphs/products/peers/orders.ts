import type { RequestIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { reviewedOrder } from '../generated/peers/orders.ts';

/** An order as the viewer sees it. */
export interface SeenOrder {
  status: string;
  /** True if the viewer is its guest: they have its token. */
  isOpened: boolean;
  /** Null for the order of a guest. */
  buyerId: string | null;
  /** Time of the delivery. Null before it. */
  fulfilledAt: Date | null;
}

/** Orders, asked in the viewer's name: one that the viewer may not see is null. */
export interface OrdersPeer {
  find(identity: RequestIdentity, id: string, token: string | null): Promise<SeenOrder | null>;
}

export function createOrdersPeer(peer: (name: string) => SubgraphTransport): OrdersPeer {
  const ask = createPeer('orders', peer('orders'));
  return {
    async find(identity, id, token) {
      const { order } = await ask(reviewedOrder, { id, token }, identity);
      if (order === null) return null;
      const fulfilled = order.history.find(({ to }) => to === 'FULFILLED');
      return {
        status: order.status,
        isOpened: order.guestGrant !== null,
        buyerId: order.buyer?.id ?? null,
        fulfilledAt: fulfilled === undefined ? null : new Date(fulfilled.at),
      };
    },
  };
}
