import { keyset, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Side } from '../domain/conversation.ts';
import type { Message, SavedMessage } from '../domain/message.ts';

const columns = `m.id, m.conversation_id AS "conversationId", m.sequence, m.sender_id AS "senderId", m.client_id AS "clientId",
  m.text, m.is_masked AS "isMasked", m.created_at AS "createdAt"`;

// SQL throughout: pages of several conversations in one statement, and rows that are saved with counters.

export async function findMessages(db: Queryable, ids: readonly string[]): Promise<Message[]> {
  const { rows } = await db.query<Message>({
    name: 'chat-messages',
    text: `SELECT ${columns} FROM message m WHERE m.id = ANY ($1)`,
    values: [ids],
  });
  return rows;
}

/** The latest message of each conversation. */
export async function findLastMessages(db: Queryable, conversationIds: readonly string[]): Promise<Message[]> {
  const { rows } = await db.query<Message>({
    name: 'chat-last-messages',
    text: `SELECT ${columns} FROM message m JOIN conversation c ON c.id = m.conversation_id AND c.last_sequence = m.sequence
      WHERE c.id = ANY ($1)`,
    values: [conversationIds],
  });
  return rows;
}

/** The message that a person sent with this client id, or null. */
export async function findByClientId(db: Queryable, senderId: string, clientId: string): Promise<SavedMessage | null> {
  const { rows } = await db.query<SavedMessage>({
    name: 'chat-by-client-id',
    text: `SELECT ${columns}, m.input_hash AS "inputHash" FROM message m WHERE m.sender_id = $1 AND m.client_id = $2`,
    values: [senderId, clientId],
  });
  return rows[0] ?? null;
}

/** One page of each conversation, nearest first when it goes backwards. One statement, whatever their number. */
export async function findMessagePages(
  db: Queryable,
  conversationIds: readonly string[],
  page: Page<readonly [sequence: number]>,
): Promise<Message[]> {
  const parameters = createParameters(conversationIds);
  const { condition, orderBy } = keyset(['m.sequence'], page, 'ASC', parameters.add);
  const limit = parameters.add(page.limit + 1);
  const { rows } = await db.query<Message>({
    name: `chat-pages-${page.backwards}-${page.cursor === null}`,
    text: `SELECT found.* FROM unnest($1::text[]) AS wanted (id) CROSS JOIN LATERAL (
        SELECT ${columns} FROM message m WHERE m.conversation_id = wanted.id AND ${condition} ORDER BY ${orderBy} LIMIT ${limit}
      ) AS found`,
    values: parameters.values,
  });
  return rows;
}

/**
 * Saves the next message of a locked conversation, with the counters of the other side. Returns its time, which is never before
 * that of the message before it.
 */
export async function addMessage(
  tx: Queryable,
  message: SavedMessage,
  { version, notifyAt, recipient }: { version: number; notifyAt: Date; recipient: Side },
): Promise<Date> {
  const { rows } = await tx.query<{ createdAt: Date }>({
    name: 'chat-add-message',
    text: `WITH changed AS (
        UPDATE conversation SET last_sequence = $3, version = $9, last_message_at = greatest(last_message_at, $8)
        WHERE id = $2 RETURNING last_message_at
      ), counted AS (
        UPDATE participant p SET last_message_at = changed.last_message_at,
          unread = p.unread + (p.side = $12)::int,
          notify_at = CASE WHEN p.side = $12 AND p.unread = 0 THEN $10::timestamptz ELSE p.notify_at END
        FROM changed WHERE p.conversation_id = $2
      )
      INSERT INTO message (id, conversation_id, sequence, sender_id, client_id, input_hash, text, is_masked, created_at)
      SELECT $1, $2, $3, $4, $5, $6, $7, $11, changed.last_message_at FROM changed RETURNING created_at AS "createdAt"`,
    values: [
      message.id,
      message.conversationId,
      message.sequence,
      message.senderId,
      message.clientId,
      message.inputHash,
      message.text,
      message.createdAt,
      version,
      notifyAt,
      message.isMasked,
      recipient,
    ],
  });
  return rows[0]!.createdAt;
}
