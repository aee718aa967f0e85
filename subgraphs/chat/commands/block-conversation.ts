import { forbidden, notFound } from '@soko/errors';
import { chatConversation, newEvent } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction, type Queryable } from '@soko/postgres';
import type { ChatContext } from '../context.ts';
import { blockEvent } from '../domain/block-event.ts';
import {
  type Conversation,
  type ConversationRow,
  factsOf,
  otherSide,
  personOf,
  sideOfPerson,
} from '../domain/conversation.ts';
import { conversationClosed, type ConversationClosed } from '../domain/refusals.ts';
import { addBlock, type BlockChange, changeStatusOfPair, type Pair, removeBlock } from '../store/blocks.ts';
import { findBlockers, lockPair } from '../store/new-conversation.ts';
import { loadOwnConversation, reloadConversation } from './own-conversation.ts';

/** Changes who blocks whom, and the conversations of the two with it, in a transaction that has the two people to itself. */
interface ChangeOfBlock {
  type: 'blocked' | 'unblocked';
  change(tx: Queryable, pair: Pair, conversationId: string, now: Date): Promise<BlockChange | null>;
  changeConversations(tx: Queryable, pair: Pair, notifyAt: Date): Promise<ConversationRow[]>;
}

async function changeBlock(
  context: ChatContext,
  { conversationId }: { conversationId: string },
  { type, change, changeConversations }: ChangeOfBlock,
): Promise<Conversation | ConversationClosed> {
  const { user, conversation, side } = await loadOwnConversation(context, conversationId);
  if (sideOfPerson(conversation, user.id) === null) {
    throw forbidden('A block is between the two people of a conversation. Ask the person of the seller.');
  }
  const pair = { blockerId: user.id, blockedId: personOf(conversation, otherSide(side)) };
  const isErased = await inTransaction(context.pool, async (tx) => {
    await lockPair(tx, pair.blockerId, pair.blockedId);
    const now = context.now();
    const changed = await change(tx, pair, conversationId, now);
    if (changed === null) throw notFound('The conversation');
    if (changed.sequence === null) return changed.isErased;
    const notifyAt = new Date(now.getTime() + context.settings.waitingMs);
    const conversations = await changeConversations(tx, pair, notifyAt);
    const events = conversations.map((row) =>
      newEvent(
        chatConversation,
        type,
        { subject: row.id, sequence: row.version, data: { conversation: factsOf(row), ...pair } },
        context.trail,
      ),
    );
    const happened = type === 'blocked' ? 'added' : 'removed';
    await tell(tx, [blockEvent(pair, happened, changed.sequence, context.trail), ...events]);
    return false;
  });
  if (isErased) return conversationClosed();
  return reloadConversation(context, conversationId);
}

/** Blocks the other person in all conversations of the two, also through one that support has closed. */
export const blockConversation = (context: ChatContext, input: { conversationId: string }) =>
  changeBlock(context, input, {
    type: 'blocked',
    change: addBlock,
    changeConversations: (tx, { blockerId, blockedId }) =>
      changeStatusOfPair(tx, [blockerId, blockedId], { from: 'OPEN', to: 'BLOCKED', notifyAt: null }),
  });

/** Ends the viewer's block of the other person. The conversations open again unless the other person blocks as well. */
export const unblockConversation = (context: ChatContext, input: { conversationId: string }) =>
  changeBlock(context, input, {
    type: 'unblocked',
    change: removeBlock,
    async changeConversations(tx, { blockerId, blockedId }, notifyAt) {
      if ((await findBlockers(tx, blockerId, blockedId)).length > 0) return [];
      // Messages of before the block are still unread.
      return changeStatusOfPair(tx, [blockerId, blockedId], { from: 'BLOCKED', to: 'OPEN', notifyAt });
    },
  });
