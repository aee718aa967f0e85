import { usersSeller } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import { noteSeller } from '../store/known-sellers.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Only active sellers sell. Products of other sellers are hidden until the seller is active again. */
export const onSellerChanged = ({ pool }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: usersSeller,
    handle: (event) =>
      onceOnly(pool, group, event, (client) => {
        const { userId, displayName, handle, status } = event.data;
        return noteSeller(client, { id: event.subject, userId, displayName, handle, status, sequence: event.sequence });
      }),
  });
