import { isRefusal } from '@soko/refusals';
import { inTransaction, type Queryable } from '@soko/postgres';
import type { ChatContext } from '../context.ts';
import { type ConversationRow, otherSide, personOf, type Side, sideOfPerson } from '../domain/conversation.ts';
import type { Message } from '../domain/message.ts';
import {
  type ConversationBlocked,
  type ConversationClosed,
  forbidsWriting,
  type PictureNotUsable,
} from '../domain/refusals.ts';
import { lockConversation } from '../store/conversation-rows.ts';
import { answersForStore } from '../store/known-teams.ts';
import { findBlockers } from '../store/new-conversation.ts';
import { conversationNotFound, loadOwnConversation } from './own-conversation.ts';
import { type Draft, readDraft } from './read-draft.ts';
import { findRepeat, saveMessage, sendOnce } from './save-message.ts';
import { usePictures } from './use-pictures.ts';

interface SendMessageInput {
  conversationId: string;
  text?: string | undefined;
  pictureIds?: readonly string[] | undefined;
  clientId: string;
}

type Sent = Message | ConversationBlocked | ConversationClosed | PictureNotUsable;

/** Sends a message in a conversation of the viewer. A repeat with the same client id returns the message. */
export async function sendMessage(context: ChatContext, input: SendMessageInput): Promise<Sent> {
  const { conversationId } = input;
  const draft = readDraft(input, { conversationId }, 'text');
  const { user, conversation, side } = await loadOwnConversation(context, conversationId);
  const repeat = await findRepeat(context, user.id, draft);
  if (repeat !== null) return repeat;
  const forbidden = forbidsWriting(conversation, personOf(conversation, side));
  if (forbidden !== null) return forbidden;
  await takeMessage(context, user.id);
  const refusal = await usePictures(context, user.id, draft.pictureIds);
  if (refusal !== null) return refusal;
  const sent = await sendOnce(context, user.id, draft, () =>
    writeTo(context, conversationId, { id: user.id, side }, draft),
  );
  if ('repeat' in sent) return sent.repeat;
  if (!isRefusal(sent)) context.loaders.conversation.clear(conversationId);
  return sent;
}

/** Counts one message of a person. Throws RATE_LIMITED. */
export const takeMessage = ({ limits, settings }: ChatContext, senderId: string): Promise<void> =>
  limits.take([
    {
      name: 'chat.messages-by-sender',
      key: senderId,
      points: settings.messagesPerMinute,
      says: 'Too many messages.',
    },
  ]);

/** False for a member of the store's team who was removed after the first look. The two people stay. */
export async function mayStillWrite(
  tx: Queryable,
  conversation: Pick<ConversationRow, 'buyerId' | 'sellerUserId' | 'storeId'>,
  senderId: string,
): Promise<boolean> {
  if (sideOfPerson(conversation, senderId) !== null) return true;
  return conversation.storeId !== null && answersForStore(tx, senderId, conversation.storeId);
}

/** What another request changed since the first look decides: the conversation is locked and checked again. */
const writeTo = (context: ChatContext, id: string, sender: { id: string; side: Side }, draft: Draft): Promise<Sent> =>
  inTransaction(context.pool, async (tx) => {
    const locked = await lockConversation(tx, id);
    if (locked === null || !(await mayStillWrite(tx, locked, sender.id))) throw conversationNotFound();
    const person = personOf(locked, sender.side);
    const other = personOf(locked, otherSide(sender.side));
    const blockedBy = locked.status === 'BLOCKED' ? await findBlockers(tx, person, other) : [];
    return forbidsWriting({ ...locked, blockedBy }, person) ?? saveMessage(tx, context, locked, sender.id, draft);
  });
