import { chatConversation, newEvent, trailOf, usersUser } from '@soko/events';
import { type Consumer, consumer, onceOnly, tell } from '@soko/outbox';
import { blockEvent } from '../domain/block-event.ts';
import { factsOf } from '../domain/conversation.ts';
import type { ChatServices } from '../services.ts';
import { erasePerson } from '../store/erase-person.ts';
import { group } from './group.ts';

/** Erases what a person wrote, closes their conversations, and ends their blocks. */
export const onUserErased = ({ pool, now }: Pick<ChatServices, 'pool' | 'now'>): Consumer =>
  consumer({
    group,
    on: usersUser,
    types: ['erased'],
    handle: (event) =>
      onceOnly(pool, group, event, async (tx) => {
        const { closed, blocks } = await erasePerson(tx, event.subject, now());
        const trail = trailOf(event, 'chat', now);
        const events = closed.map((row) =>
          newEvent(
            chatConversation,
            'closed',
            { subject: row.id, sequence: row.version, data: { conversation: factsOf(row), reason: 'ERASURE' } },
            trail,
          ),
        );
        const ended = blocks.map(({ sequence, ...pair }) => blockEvent(pair, 'erased', sequence, trail));
        await tell(tx, [...events, ...ended]);
      }),
  });
