import { chatTyping, newEvent } from '@soko/events';
import type { ChatContext } from '../context.ts';
import { type ConversationBlocked, type ConversationClosed, forbidsWriting } from '../domain/refusals.ts';
import { personOf } from '../domain/conversation.ts';
import type { Typing } from '../domain/typing.ts';
import { loadOwnConversation } from './own-conversation.ts';

/** Publishes that the viewer writes, or has stopped. Nothing is saved. */
export async function setTyping(
  context: ChatContext,
  { conversationId, isTyping = true }: { conversationId: string; isTyping?: boolean | undefined },
): Promise<Typing | ConversationBlocked | ConversationClosed> {
  const { user, conversation, side } = await loadOwnConversation(context, conversationId);
  const forbidden = forbidsWriting(conversation, personOf(conversation, side));
  if (forbidden !== null) return forbidden;
  const typing = { userId: user.id, isTyping };
  if (context.typingGate.passes(conversationId, user.id, isTyping, context.now().getTime())) {
    const fact = { subject: conversationId, sequence: conversation.version, data: typing };
    context.publishFleeting(chatTyping.name, newEvent(chatTyping, 'changed', fact, context.trail));
  }
  return typing;
}
