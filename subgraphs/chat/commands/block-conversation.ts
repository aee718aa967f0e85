import { forbidden } from '@soko/errors';
import { chatConversation, newEvent } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction, type Queryable } from '@soko/postgres';
import type { ChatContext } from '../context.ts';
import {
  type Conversation,
  type ConversationRow,
  factsOf,
  otherSide,
  personOf,
  sideOfPerson,
} from '../domain/conversation.ts';
import { conversationClosed, type ConversationClosed } from '../domain/refusals.ts';
import { addBlock, changeStatusOfPair, removeBlock } from '../store/blocks.ts';
import { findBlockers, lockPair } from '../store/new-conversation.ts';
import { loadOwnConversation, reloadConversation } from './own-conversation.ts';

interface Pair {
  blockerId: string;
  blockedId: string;
}

/** Changes who blocks whom, in a transaction that has the two people to itself. Returns the conversations that changed. */
type Change = (tx: Queryable, pair: Pair, now: Date, waitingMs: number) => Promise<ConversationRow[]>;

async function changeBlock(
  context: ChatContext,
  { conversationId }: { conversationId: string },
  { type, change }: { type: 'blocked' | 'unblocked'; change: Change },
): Promise<Conversation | ConversationClosed> {
  const { user, conversation, side } = await loadOwnConversation(context, conversationId);
  if (sideOfPerson(conversation, user.id) === null) {
    throw forbidden('A block is between the two people of a conversation. Ask the person of the seller.');
  }
  // A conversation that support has closed may be the reason for a block.
  if (conversation.closedReason === 'ERASURE') return conversationClosed();
  const pair = { blockerId: user.id, blockedId: personOf(conversation, otherSide(side)) };
  await inTransaction(context.pool, async (tx) => {
    await lockPair(tx, pair.blockerId, pair.blockedId);
    const changed = await change(tx, pair, context.now(), context.settings.waitingMs);
    const events = changed.map((row) =>
      newEvent(
        chatConversation,
        type,
        { subject: row.id, sequence: row.version, data: { conversation: factsOf(row), ...pair } },
        context.trail,
      ),
    );
    await tell(tx, events);
  });
  return reloadConversation(context, conversationId);
}

/** Blocks the other person in all conversations of the two. */
export const blockConversation = (context: ChatContext, input: { conversationId: string }) =>
  changeBlock(context, input, {
    type: 'blocked',
    async change(tx, { blockerId, blockedId }, now) {
      if (!(await addBlock(tx, blockerId, blockedId, now))) return [];
      return changeStatusOfPair(tx, [blockerId, blockedId], { from: 'OPEN', to: 'BLOCKED', notifyAt: null });
    },
  });

/** Ends the viewer's block of the other person. The conversations open again unless the other person blocks as well. */
export const unblockConversation = (context: ChatContext, input: { conversationId: string }) =>
  changeBlock(context, input, {
    type: 'unblocked',
    async change(tx, { blockerId, blockedId }, now, waitingMs) {
      if (!(await removeBlock(tx, blockerId, blockedId))) return [];
      if ((await findBlockers(tx, blockerId, blockedId)).length > 0) return [];
      // Messages of before the block are still unread.
      const notifyAt = new Date(now.getTime() + waitingMs);
      return changeStatusOfPair(tx, [blockerId, blockedId], { from: 'BLOCKED', to: 'OPEN', notifyAt });
    },
  });
