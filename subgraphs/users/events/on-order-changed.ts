import { ordersOrder } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import { noteOrder } from '../commands/contacts/note-order.ts';
import type { UsersServices } from '../services.ts';
import { group } from './group.ts';

/** Makes buyers contacts of the stores that they bought from, and keeps what they spent there. */
export const onOrderChanged = ({ pool }: Pick<UsersServices, 'pool'>): Consumer =>
  consumer({
    group,
    on: ordersOrder,
    types: ['confirmed', 'modified', 'cancelled', 'failed', 'refunded', 'payment_changed'],
    handle: (event) => onceOnly(pool, group, event, (tx) => noteOrder(tx, event)),
  });
