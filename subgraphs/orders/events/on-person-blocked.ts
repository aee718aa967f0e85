import { chatBlock } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { OrdersServices } from '../services.ts';
import { endBlock, noteBlock } from '../store/offers/people.ts';

/**
 * Saves who blocks whom: neither of the two makes or answers price offers of the other. Older events change nothing, also when
 * they come after the last one, that of an erasure, or after orders has erased the person.
 */
export const onPersonBlocked = ({ pool }: OrdersServices): Consumer =>
  consumer({
    group: 'orders.offers',
    on: chatBlock,
    handle: ({ type, time, sequence, data: { blockerId, blockedId } }) =>
      type === 'chat.block.erased'
        ? endBlock(pool, { blockerId, blockedId, erasedAt: new Date(time), sequence })
        : noteBlock(pool, {
            blockerId,
            blockedId,
            isBlocked: type === 'chat.block.added',
            changedAt: new Date(time),
            sequence,
          }),
  });
