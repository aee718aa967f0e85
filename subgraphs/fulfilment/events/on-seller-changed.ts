import { usersSeller } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import type { FulfilmentServices } from '../services.ts';
import { noteSeller } from '../store/known-sellers.ts';
import { group } from './group.ts';

/** Keeps the user and status of each seller, since sellers manage their own stock. */
export const onSellerChanged = ({ pool }: FulfilmentServices): Consumer =>
  consumer({
    group,
    on: usersSeller,
    handle: (event) =>
      onceOnly(pool, group, event, (client) => {
        const { subject: id, sequence, data } = event;
        return noteSeller(client, { id, userId: data.userId, status: data.status, sequence });
      }),
  });
