import { usersUser } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import type { FulfilmentServices } from '../services.ts';
import { eraseAddresses, noteErasedBuyer } from '../store/erased-buyers.ts';
import { group } from './group.ts';

/** Erases the addresses of an erased user, except the country. Addresses of parcels on their way are erased after delivery. */
export const onUserErased = ({ pool, now }: FulfilmentServices): Consumer =>
  consumer({
    group,
    on: usersUser,
    types: ['erased'],
    handle: (event) =>
      onceOnly(pool, group, event, async (client) => {
        await noteErasedBuyer(client, event.subject, now());
        await eraseAddresses(client);
      }),
  });
