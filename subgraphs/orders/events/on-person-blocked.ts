import { chatConversation } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { OrdersServices } from '../services.ts';
import { noteBlock } from '../store/offers/people.ts';

/** Saves who blocks whom: neither of the two makes or answers price offers of the other. Older events change nothing. */
export const onPersonBlocked = ({ pool }: OrdersServices): Consumer =>
  consumer({
    group: 'orders.offers',
    on: chatConversation,
    types: ['blocked', 'unblocked'],
    handle: ({ type, time, data: { blockerId, blockedId } }) =>
      noteBlock(pool, {
        blockerId,
        blockedId,
        isBlocked: type === 'chat.conversation.blocked',
        changedAt: new Date(time),
      }),
  });
