import type { PersonalSection } from '@soko/subgraph';

/** A message in the copy of the data of person `$1`. */
const message = `jsonb_build_object('id', m.id, 'conversationId', m.conversation_id, 'position', m.sequence,
        'isOwn', m.sender_id = $1, 'text', m.text, 'isMasked', m.is_masked, 'createdAt', m.created_at,
        'pictures', (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'mimeType', p.mime_type, 'size', p.size) ORDER BY p.position)
          FROM picture p WHERE p.message_id = m.id))`;

/** What chat holds about a person: their conversations with all messages, and what they wrote for a store. */
export const personalData: readonly PersonalSection[] = [
  {
    name: 'conversations',
    sql: `SELECT c.id AS key, jsonb_build_object('id', c.id, 'side', p.side, 'status', c.status, 'about', c.about,
        'subjectId', c.subject_id, 'buyerId', c.buyer_id, 'sellerId', c.seller_id, 'storeId', c.store_id,
        'readUpTo', p.read_sequence, 'createdAt', c.created_at, 'closedAt', c.closed_at) AS item
      FROM participant p JOIN conversation c ON c.id = p.conversation_id
      WHERE p.user_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3`,
  },
  {
    name: 'messages',
    // By conversation and position, so that each part reads its own messages alone.
    sql: `SELECT r.conversation_id || ':' || m.sequence AS key, ${message} AS item
      FROM participant r CROSS JOIN LATERAL (
        SELECT o.* FROM message o WHERE o.conversation_id = r.conversation_id
          AND (o.conversation_id, o.sequence) > (split_part($2, ':', 1), coalesce(substring($2 FROM ':([0-9]{1,9})$')::int, 0))
        ORDER BY o.sequence LIMIT $3) AS m
      WHERE r.user_id = $1 AND r.conversation_id >= split_part($2, ':', 1)
      ORDER BY r.conversation_id, m.sequence LIMIT $3`,
  },
  {
    name: 'messagesForStores',
    sql: `SELECT m.id AS key, ${message} AS item FROM message m
      WHERE m.sender_id = $1 AND m.id > $2
        AND NOT EXISTS (SELECT FROM participant r WHERE r.conversation_id = m.conversation_id AND r.user_id = $1)
      ORDER BY m.id LIMIT $3`,
  },
  {
    name: 'uploadedPictures',
    sql: `SELECT p.id AS key, jsonb_build_object('id', p.id, 'status', p.status, 'mimeType', p.mime_type, 'size', p.size,
        'messageId', p.message_id, 'createdAt', p.created_at) AS item
      FROM picture p WHERE p.owner_id = $1 AND p.id > $2 ORDER BY p.id LIMIT $3`,
  },
  {
    name: 'reports',
    sql: `SELECT r.id AS key, jsonb_build_object('id', r.id, 'messageId', r.message_id, 'reason', r.reason, 'note', r.note,
        'status', r.status, 'createdAt', r.created_at) AS item
      FROM report r WHERE r.reporter_id = $1 AND r.id > $2 ORDER BY r.id LIMIT $3`,
  },
  {
    name: 'blockedPeople',
    sql: `SELECT k.blocked_id AS key, jsonb_build_object('userId', k.blocked_id, 'createdAt', k.created_at) AS item
      FROM block k WHERE k.blocker_id = $1 AND k.blocked_id > $2 ORDER BY k.blocked_id LIMIT $3`,
  },
];
