import { serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { notificationsGuest } from '../generated/peers/orders.ts';

/** Finds the email address and the language of the guest of an order. Null for an order of an account. */
export type FindGuest = (orderId: string, correlationId: string) => Promise<{ email: string; locale: string } | null>;

/** Events name no guest: orders keeps the address, and says it to services alone. */
export function createFindGuest(transport: SubgraphTransport): FindGuest {
  const ask = createPeer('orders', transport);
  return async (orderId, correlationId) => {
    const identity = serviceIdentity('notifications', correlationId);
    const { guestEmail, guestLocale } = await ask(notificationsGuest, { orderId }, identity);
    return guestEmail == null ? null : { email: guestEmail, locale: guestLocale ?? 'en' };
  };
}
