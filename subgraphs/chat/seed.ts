import { chatConversation, type Envelope, type EventTrail, newEvent } from '@soko/events';
import { hashInput } from '@soko/idempotency';
import { stableId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import { type ConversationRow, factsOf, otherSide, personOf, sideOfSender } from './domain/conversation.ts';
import { saveSeller } from './store/known-sellers.ts';
import { addMessage } from './store/messages.ts';
import { addConversation } from './store/new-conversation.ts';

/** A conversation of a seed. `lines` alternate: the buyer begins. */
export interface SeedConversation {
  buyerId: string;
  sellerId: string;
  sellerUserId: string;
  /** Store of the product. */
  storeId?: string | undefined;
  productId: string;
  /** Title of the product. */
  about: string;
  lines: readonly string[];
}

/** The time in all ids: the same conversation gets the same id in every seed. */
const seedTime = new Date('2026-01-01T00:00:00.000Z');

const minuteMs = 60_000;

/**
 * Adds a conversation with its messages and events. An existing one stays as it is. Nobody is notified of seeded messages, and
 * those of the last person are unread.
 */
export async function seedConversation(pool: pg.Pool, seed: SeedConversation): Promise<void> {
  const key = `${seed.buyerId} ${seed.sellerId} ${seed.productId}`;
  const now = new Date();
  const startedAt = new Date(now.getTime() - seed.lines.length * minuteMs);
  const trail: EventTrail = {
    correlationId: 'seed_chat',
    causationId: null,
    actor: { kind: 'service', id: 'seed' },
    now: () => now,
  };
  const row: ConversationRow = {
    id: stableId('cnv', key, seedTime),
    status: 'OPEN',
    buyerId: seed.buyerId,
    sellerId: seed.sellerId,
    sellerUserId: seed.sellerUserId,
    storeId: seed.storeId ?? null,
    subjectKind: 'PRODUCT',
    subjectId: seed.productId,
    about: seed.about,
    version: 1,
    lastSequence: 0,
    createdAt: startedAt,
    lastMessageAt: startedAt,
    closedReason: null,
  };
  await saveSeller(pool, { id: seed.sellerId, userId: seed.sellerUserId, status: 'ACTIVE', sequence: 0 });
  await inTransaction(pool, async (tx) => {
    if (!(await addConversation(tx, row))) return;
    const facts = factsOf(row);
    const events: Envelope[] = [
      newEvent(
        chatConversation,
        'started',
        { subject: row.id, sequence: 1, data: { conversation: facts, starterId: seed.buyerId } },
        trail,
      ),
    ];
    for (const [index, text] of seed.lines.entries()) {
      const sequence = index + 1;
      const senderId = index % 2 === 0 ? seed.buyerId : seed.sellerUserId;
      const id = stableId('msg', `${key} ${sequence}`, seedTime);
      const createdAt = new Date(now.getTime() - (seed.lines.length - sequence) * minuteMs);
      const clientId = `seed ${id}`;
      const inputHash = hashInput({ clientId });
      const message = {
        id,
        conversationId: row.id,
        sequence,
        senderId,
        clientId,
        inputHash,
        text,
        isMasked: false,
        createdAt,
      };
      const recipient = otherSide(sideOfSender(row, senderId));
      await addMessage(tx, message, { version: sequence + 1, notifyAt: now, recipient });
      const recipientId = personOf(row, recipient);
      const data = {
        conversation: facts,
        messageId: id,
        messageSequence: sequence,
        senderId,
        recipientId,
        pictures: 0,
      };
      events.push(newEvent(chatConversation, 'message_sent', { subject: row.id, sequence: sequence + 1, data }, trail));
    }
    await tx.query(
      `UPDATE participant p SET notify_at = NULL, read_sequence = greatest(0, $2::int - 1),
         unread = (SELECT count(*) FROM message m WHERE m.conversation_id = $1 AND m.sequence > greatest(0, $2::int - 1)
           AND m.sender_id <> p.user_id)
       WHERE p.conversation_id = $1`,
      [row.id, seed.lines.length],
    );
    await tell(tx, events);
  });
}
