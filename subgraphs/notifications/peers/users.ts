import { serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { notificationsSellerOwner, notificationsTimeZone } from '../generated/peers/users.ts';
import { remember } from './remember.ts';

/** Finds the time zone of a person as users knows it now. Null when it is not given. */
export type FindTimeZone = (userId: string, correlationId: string) => Promise<string | null>;

export function createFindTimeZone(transport: SubgraphTransport): FindTimeZone {
  const ask = createPeer('users', transport);
  return async (userId, correlationId) => {
    const identity = serviceIdentity('notifications', correlationId);
    const { timeZoneOf } = await ask(notificationsTimeZone, { userId }, identity);
    return timeZoneOf ?? null;
  };
}

/** Finds the user who owns a seller. Null when there is no such seller. */
export type FindSellerOwner = (sellerId: string, correlationId: string) => Promise<string | null>;

/** Events of orders and stock name the seller alone. A seller never changes hands, so that it is asked for once. */
export function createFindSellerOwner(transport: SubgraphTransport): FindSellerOwner {
  const ask = createPeer('users', transport);
  return remember(async (sellerId, correlationId) => {
    const identity = serviceIdentity('notifications', correlationId);
    const { sellerOwner } = await ask(notificationsSellerOwner, { sellerId }, identity);
    return sellerOwner ?? null;
  });
}
