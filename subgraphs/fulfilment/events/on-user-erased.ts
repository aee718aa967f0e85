import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { forgetBuyer } from '../store/forget-buyer.ts';
import { onceOnly } from '../store/transaction.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Addresses of somebody who left are forgotten, but for their country. */
export const onUserErased = ({ pool }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: usersUser,
    types: ['erased'],
    handle: (event) => onceOnly(pool, group, event, (client) => forgetBuyer(client, event.subject)),
  });
