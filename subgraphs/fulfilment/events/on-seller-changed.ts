import { usersSeller } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { noteSeller } from '../store/known-sellers.ts';
import { onceOnly } from '../store/transaction.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Sellers look after their own stock: this says which person is one. */
export const onSellerChanged = ({ pool }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: usersSeller,
    handle: (event) =>
      onceOnly(pool, group, event, (client) => {
        const { subject: id, sequence, data } = event;
        return noteSeller(client, { id, userId: data.userId, status: data.status, sequence });
      }),
  });
