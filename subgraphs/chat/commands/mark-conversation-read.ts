import { badUserInput } from '@soko/errors';
import { chatConversation, newEvent } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { ChatContext } from '../context.ts';
import { type Conversation, factsOf, readingOf, type Side } from '../domain/conversation.ts';
import { lockConversation, saveVersion } from '../store/conversation-rows.ts';
import { findSequence, markRead } from '../store/reading.ts';
import { conversationNotFound, loadOwnConversation, reloadConversation } from './own-conversation.ts';

interface MarkConversationReadInput {
  conversationId: string;
  messageId?: string | null | undefined;
}

/** Marks the messages of a conversation as read by the viewer's side, up to one of them or to the last. Earlier marks stay. */
export async function markConversationRead(
  context: ChatContext,
  { conversationId, messageId }: MarkConversationReadInput,
): Promise<Conversation> {
  const { user, conversation, side } = await loadOwnConversation(context, conversationId);
  const upTo = await readPosition(context, conversation, messageId ?? null);
  if (readingOf(conversation, side).readSequence >= upTo) return conversation;
  await saveMark(context, { conversationId, userId: user.id, side, sequence: upTo });
  return reloadConversation(context, conversationId);
}

async function readPosition({ pool }: ChatContext, { id, lastSequence }: Conversation, messageId: string | null) {
  if (messageId === null) return lastSequence;
  const sequence = await findSequence(pool, { conversationId: id, messageId });
  if (sequence === null) throw badUserInput('The conversation has no message with this id.', 'messageId');
  return sequence;
}

const saveMark = (
  { pool, settings, trail, now }: ChatContext,
  mark: { conversationId: string; userId: string; side: Side; sequence: number },
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const locked = await lockConversation(tx, mark.conversationId);
    if (locked === null) throw conversationNotFound();
    // A closed or blocked conversation has nothing new to notify of.
    const notifyAt = new Date(now().getTime() + settings.waitingMs);
    if (!(await markRead(tx, { ...mark, notifyAt: locked.status === 'OPEN' ? notifyAt : null }))) return;
    const version = locked.version + 1;
    await saveVersion(tx, { ...locked, version });
    const data = { conversation: factsOf(locked), readerId: mark.userId, readSequence: mark.sequence };
    await tell(tx, [newEvent(chatConversation, 'read', { subject: locked.id, sequence: version, data }, trail)]);
  });
