import { usersSeller } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import { noteSeller } from '../store/known-sellers.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** The seller's status after each event; an update does not change it. */
const statuses = {
  'users.seller.applied': 'APPLIED',
  'users.seller.updated': null,
  'users.seller.approved': 'ACTIVE',
  'users.seller.rejected': 'REJECTED',
  'users.seller.suspended': 'SUSPENDED',
  'users.seller.reinstated': 'ACTIVE',
  'users.seller.closed': 'CLOSED',
} as const;

/** Only active sellers sell. Products of other sellers are hidden until the seller is active again. */
export const onSellerChanged = ({ pool }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: usersSeller,
    handle: (event) =>
      onceOnly(pool, group, event, (client) => {
        const { userId, displayName, handle } = event.data;
        const status = statuses[event.type];
        return noteSeller(client, { id: event.subject, userId, displayName, handle, status, sequence: event.sequence });
      }),
  });
