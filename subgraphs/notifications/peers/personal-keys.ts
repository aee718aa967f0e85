import { serviceIdentity } from '@soko/auth';
import { type Envelope, publisherOf } from '@soko/events';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { notificationsProductsPersonalKey } from '../generated/peers/products.ts';
import { notificationsPersonalKey } from '../generated/peers/users.ts';

/** Finds the key that opens the personal fields of an event. Null after the erasure of the person. */
export type FindPersonalKey = (event: Pick<Envelope, 'id' | 'type' | 'correlationId'>) => Promise<string | null>;

/** The subgraph that published an event keeps its key. */
export function createFindPersonalKey(peer: (name: string) => SubgraphTransport): FindPersonalKey {
  const users = createPeer('users', peer('users'));
  const products = createPeer('products', peer('products'));
  return async ({ id: eventId, type, correlationId }) => {
    const identity = serviceIdentity('notifications', correlationId);
    const publisher = publisherOf({ type });
    switch (publisher) {
      case 'users':
        return (await users(notificationsPersonalKey, { eventId }, identity)).personalKey ?? null;
      case 'products':
        return (await products(notificationsProductsPersonalKey, { eventId }, identity)).productsPersonalKey ?? null;
      default:
        throw new Error(`${publisher} publishes personal fields, and is not asked for their keys yet.`);
    }
  };
}
