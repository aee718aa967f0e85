import { chatConversation, newEvent } from '@soko/events';
import { requireSameInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { isUniqueViolation, type Queryable } from '@soko/postgres';
import type { ChatContext } from '../context.ts';
import { type ConversationRow, factsOf, otherSide, personOf, sideOfSender } from '../domain/conversation.ts';
import { isMaskedIn, maskContactData } from '../domain/mask-contact-data.ts';
import type { Message, SavedMessage } from '../domain/message.ts';
import { pictureNotUsable, type PictureNotUsable } from '../domain/refusals.ts';
import { addMessage, findByClientId } from '../store/messages.ts';
import { attachPictures } from '../store/pictures.ts';
import type { Draft } from './read-draft.ts';

/** A picture was removed or sent with another message meanwhile: nothing is saved. */
class PicturesGone extends Error {
  override readonly name = 'PicturesGone';
}

/** The message of an earlier request with the same client id, or null. Throws IDEMPOTENCY_MISMATCH for another input. */
export async function findRepeat(
  { pool }: Pick<ChatContext, 'pool'>,
  senderId: string,
  { clientId, inputHash }: Draft,
): Promise<Message | null> {
  const saved = await findByClientId(pool, senderId, clientId);
  if (saved !== null) requireSameInput(saved.inputHash ?? '', inputHash, 'clientId');
  return saved;
}

/** Runs `send`. When a request with the same client id saved its message first, returns that message. */
export async function sendOnce<Sent>(
  context: ChatContext,
  senderId: string,
  draft: Draft,
  send: () => Promise<Sent>,
): Promise<Sent | PictureNotUsable | { repeat: Message }> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof PicturesGone) {
      return pictureNotUsable(
        draft.pictureIds[0]!,
        'Another message has a picture, or it was removed. Upload it again.',
      );
    }
    if (!isUniqueViolation(error, 'client_id')) throw error;
    const repeat = await findRepeat(context, senderId, draft);
    if (repeat === null) throw error;
    return { repeat };
  }
}

/**
 * Saves the next message of a conversation that `tx` has locked, with the counters of the other side, its pictures and its event.
 */
export async function saveMessage(
  tx: Queryable,
  { settings, trail, now }: Pick<ChatContext, 'settings' | 'trail' | 'now'>,
  conversation: ConversationRow,
  senderId: string,
  draft: Draft,
): Promise<Message> {
  const at = now();
  const masked = isMaskedIn(settings.masking, conversation.subjectKind)
    ? maskContactData(draft.text)
    : { text: draft.text, isMasked: false };
  const message: SavedMessage = {
    id: newId('msg'),
    conversationId: conversation.id,
    sequence: conversation.lastSequence + 1,
    senderId,
    clientId: draft.clientId,
    inputHash: draft.inputHash,
    ...masked,
    createdAt: at,
  };
  const version = conversation.version + 1;
  const notifyAt = new Date(at.getTime() + settings.waitingMs);
  const recipient = otherSide(sideOfSender(conversation, senderId));
  const createdAt = await addMessage(tx, message, { version, notifyAt, recipient });
  if (draft.pictureIds.length > 0) {
    const attached = await attachPictures(tx, { messageId: message.id, ownerId: senderId, ids: draft.pictureIds });
    if (attached < draft.pictureIds.length) throw new PicturesGone('A picture was used or removed meanwhile.');
  }
  const data = {
    conversation: factsOf(conversation),
    messageId: message.id,
    messageSequence: message.sequence,
    senderId,
    recipientId: personOf(conversation, recipient),
    pictures: draft.pictureIds.length,
  };
  const fact = { subject: conversation.id, sequence: version, data };
  await tell(tx, [newEvent(chatConversation, 'message_sent', fact, trail)]);
  return { ...message, createdAt };
}
