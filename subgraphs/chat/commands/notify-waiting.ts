import { chatConversation, type EventTrail, newEvent } from '@soko/events';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { workOnRows } from '@soko/subgraph';
import { factsOf } from '../domain/conversation.ts';
import type { ChatServices } from '../services.ts';
import { lockConversation, saveVersion } from '../store/conversation-rows.ts';
import { findWaiting, takeWaiting } from '../store/reading.ts';

type Services = Pick<ChatServices, 'pool' | 'now'>;

/** Job: publishes `message_waiting` for each person whose messages have been unread for minutes, once until they are read. */
export async function notifyWaiting(services: Services): Promise<void> {
  await workOnRows({
    batch: 200,
    find: (limit, except) => findWaiting(services.pool, { now: services.now(), limit, except }),
    keyOf: ({ conversationId, userId }) => `${conversationId} ${userId}`,
    work: (waiting) => notifyPerson(services, waiting),
  });
}

const notifyPerson = (
  { pool, now }: Services,
  { conversationId, userId }: { conversationId: string; userId: string },
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const locked = await lockConversation(tx, conversationId);
    const unread = await takeWaiting(tx, { conversationId, userId, now: now() });
    // A conversation that was blocked or closed meanwhile has nothing to notify of.
    if (locked?.status !== 'OPEN' || unread === null || unread === 0) return;
    const version = locked.version + 1;
    await saveVersion(tx, { ...locked, version });
    const trail: EventTrail = {
      correlationId: newId('req'),
      causationId: null,
      actor: { kind: 'service', id: 'chat' },
      now,
    };
    const data = { conversation: factsOf(locked), recipientId: userId, unread, about: locked.about };
    const fact = { subject: locked.id, sequence: version, data };
    await tell(tx, [newEvent(chatConversation, 'message_waiting', fact, trail)]);
  });
