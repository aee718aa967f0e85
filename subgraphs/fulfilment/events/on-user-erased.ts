import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { forgetBuyers, noteErasedBuyer } from '../store/forget-buyers.ts';
import { onceOnly } from '../store/transaction.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Addresses of somebody who left are forgotten, but for their country: those still needed as soon as they are not. */
export const onUserErased = ({ pool, now }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: usersUser,
    types: ['erased'],
    handle: (event) =>
      onceOnly(pool, group, event, async (client) => {
        await noteErasedBuyer(client, event.subject, now());
        await forgetBuyers(client);
      }),
  });
