import { usersSeller } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { saveSeller } from '../store/known-sellers.ts';
import type { OrdersServices } from '../services.ts';
import { group } from './group.ts';

/** Saves the person who sells as a seller, so that sellers find their sales, and the seller's status, because only an ACTIVE seller cancels orders. Older events change nothing. */
export const onSellerChanged = ({ pool }: OrdersServices): Consumer =>
  consumer({
    group,
    on: usersSeller,
    handle: (event) => {
      const { userId, status } = event.data;
      return saveSeller(pool, { id: event.subject, userId, status, sequence: event.sequence });
    },
  });
