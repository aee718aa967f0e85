import { forbidden } from '@soko/errors';
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
import { addBlock, changeStatusOfPair, type Pair, removeBlock } from '../store/blocks.ts';
import { findBlockers, lockPair } from '../store/new-conversation.ts';
import { loadOwnConversation, reloadConversation } from './own-conversation.ts';

/** A change of who blocks whom. */
interface Change {
  /** Sequence of its event. Null when nothing changed. */
  sequence: number | null;
  /** Conversations of the two that changed with it. */
  conversations: ConversationRow[];
}

/** Changes who blocks whom, in a transaction that has the two people to itself. */
type MakeChange = (tx: Queryable, pair: Pair, now: Date, waitingMs: number) => Promise<Change>;

async function changeBlock(
  context: ChatContext,
  { conversationId }: { conversationId: string },
  { type, change }: { type: 'blocked' | 'unblocked'; change: MakeChange },
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
    const { sequence, conversations } = await change(tx, pair, context.now(), context.settings.waitingMs);
    if (sequence === null) return;
    const events = conversations.map((row) =>
      newEvent(
        chatConversation,
        type,
        { subject: row.id, sequence: row.version, data: { conversation: factsOf(row), ...pair } },
        context.trail,
      ),
    );
    await tell(tx, [blockEvent(pair, type === 'blocked', sequence, context.trail), ...events]);
  });
  return reloadConversation(context, conversationId);
}

/** Blocks the other person in all conversations of the two. */
export const blockConversation = (context: ChatContext, input: { conversationId: string }) =>
  changeBlock(context, input, {
    type: 'blocked',
    async change(tx, pair, now) {
      const sequence = await addBlock(tx, pair, now);
      if (sequence === null) return { sequence, conversations: [] };
      const people = [pair.blockerId, pair.blockedId] as const;
      const blocked = { from: 'OPEN', to: 'BLOCKED', notifyAt: null } as const;
      return { sequence, conversations: await changeStatusOfPair(tx, people, blocked) };
    },
  });

/** Ends the viewer's block of the other person. The conversations open again unless the other person blocks as well. */
export const unblockConversation = (context: ChatContext, input: { conversationId: string }) =>
  changeBlock(context, input, {
    type: 'unblocked',
    async change(tx, pair, now, waitingMs) {
      const sequence = await removeBlock(tx, pair);
      const people = [pair.blockerId, pair.blockedId] as const;
      if (sequence === null || (await findBlockers(tx, ...people)).length > 0) return { sequence, conversations: [] };
      // Messages of before the block are still unread.
      const open = { from: 'BLOCKED', to: 'OPEN', notifyAt: new Date(now.getTime() + waitingMs) } as const;
      return { sequence, conversations: await changeStatusOfPair(tx, people, open) };
    },
  });
