import { usersSeller } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { ChatServices } from '../services.ts';
import { saveSeller } from '../store/known-sellers.ts';
import { group } from './group.ts';

/** Saves the person who sells as a seller: messages to a seller are for this person. Older events change nothing. */
export const onSellerChanged = ({ pool }: Pick<ChatServices, 'pool'>): Consumer =>
  consumer({
    group,
    on: usersSeller,
    handle: (event) => {
      const { userId, status } = event.data;
      return saveSeller(pool, { id: event.subject, userId, status, sequence: event.sequence });
    },
  });
