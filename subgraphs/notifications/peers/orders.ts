import { serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { notificationsGuestEmail } from '../generated/peers/orders.ts';

/** Finds the email address of the guest of an order. Null for an order of an account. */
export type FindGuestEmail = (orderId: string, correlationId: string) => Promise<string | null>;

/** Events name no guest: orders keeps the address, and says it to services alone. */
export function createFindGuestEmail(transport: SubgraphTransport): FindGuestEmail {
  const ask = createPeer('orders', transport);
  return async (orderId, correlationId) => {
    const identity = serviceIdentity('notifications', correlationId);
    const { guestEmail } = await ask(notificationsGuestEmail, { orderId }, identity);
    return guestEmail ?? null;
  };
}
