import { usersSeller } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { noteSeller } from '../store/known-sellers.ts';
import { onceOnly } from '../store/transaction.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Where each step leaves the seller; an update changes no status. */
const statuses = {
  'users.seller.applied': 'APPLIED',
  'users.seller.updated': null,
  'users.seller.approved': 'ACTIVE',
  'users.seller.rejected': 'REJECTED',
  'users.seller.suspended': 'SUSPENDED',
  'users.seller.reinstated': 'ACTIVE',
  'users.seller.closed': 'CLOSED',
} as const;

/** Only active sellers sell: the products of others leave the catalogue, and come back with them. */
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
