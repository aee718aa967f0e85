import type { PersonalSection } from '@soko/subgraph';

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
    // Two indexes: what the person wrote, and what was written in their conversations.
    sql: `SELECT m.id AS key, jsonb_build_object('id', m.id, 'conversationId', m.conversation_id, 'position', m.sequence,
        'isOwn', m.sender_id = $1, 'text', m.text, 'isMasked', m.is_masked, 'createdAt', m.created_at,
        'pictures', (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'mimeType', p.mime_type, 'size', p.size) ORDER BY p.position)
          FROM picture p WHERE p.message_id = m.id)) AS item
      FROM (SELECT id FROM message WHERE sender_id = $1 AND id > $2
        UNION SELECT o.id FROM participant r JOIN message o ON o.conversation_id = r.conversation_id
          WHERE r.user_id = $1 AND o.id > $2) AS own
      JOIN message m ON m.id = own.id ORDER BY m.id LIMIT $3`,
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
