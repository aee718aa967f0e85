import type { Invariant } from '@soko/invariants';

/** Rules of conversations that no constraint can state. */
export const invariants: readonly Invariant[] = [
  {
    name: 'messages-have-no-gaps',
    rule: 'The messages of a conversation are numbered from 1 to its last sequence, in the order of their times.',
    sql: `SELECT c.id AS subject, format('%s messages up to %s, last sequence %s', m.count, m.last, c.last_sequence) AS found
      FROM conversation c CROSS JOIN bounds LEFT JOIN LATERAL (
        SELECT count(*) AS count, coalesce(max(n.sequence), 0) AS last, bool_or(n.created_at < n.previous) AS disordered
        FROM (SELECT sequence, created_at, lag(created_at) OVER (ORDER BY sequence) AS previous
          FROM message WHERE conversation_id = c.id) n) m ON true
      WHERE c.last_message_at >= bounds.since AND (m.count <> c.last_sequence OR m.last <> c.last_sequence OR m.disordered)`,
  },
  {
    name: 'unread-is-counted',
    rule: 'The unread messages of a side are those of the other side after the last one that was read.',
    sql: `SELECT p.conversation_id AS subject, format('%s: %s unread, %s counted', p.side, m.count, p.unread) AS found
      FROM participant p JOIN conversation c ON c.id = p.conversation_id CROSS JOIN bounds CROSS JOIN LATERAL (
        SELECT count(*) AS count FROM message m WHERE m.conversation_id = p.conversation_id
          AND m.sequence > p.read_sequence AND (m.sender_id = c.buyer_id) = (p.side = 'SELLER')) m
      WHERE p.last_message_at >= bounds.since AND p.unread <> m.count`,
  },
  {
    name: 'blocked-is-blocked-by-a-person',
    rule: 'A conversation is blocked while one of its two people blocks the other, unless it is closed.',
    sql: `SELECT c.id AS subject, 'status ' || c.status AS found FROM conversation c CROSS JOIN bounds
      WHERE c.last_message_at >= bounds.since AND c.status <> 'CLOSED' AND (c.status = 'BLOCKED') <> EXISTS (
        SELECT FROM block k WHERE (k.blocker_id, k.blocked_id)
          IN ((c.buyer_id, c.seller_user_id), (c.seller_user_id, c.buyer_id)))`,
  },
  {
    name: 'blocks-are-published',
    rule: 'Every block is published, and none that has ended is published as one that lasts.',
    sql: `SELECT p.blocker_id || ':' || p.blocked_id AS subject, format('published as %s', p.is_blocked) AS found FROM published_block p
      WHERE p.is_blocked AND NOT EXISTS (SELECT FROM block k WHERE (k.blocker_id, k.blocked_id) = (p.blocker_id, p.blocked_id))
      UNION ALL
      SELECT k.blocker_id || ':' || k.blocked_id, 'not published since ' || k.created_at FROM block k, bounds
      WHERE k.created_at < bounds.settled AND NOT EXISTS (
        SELECT FROM published_block p WHERE (p.blocker_id, p.blocked_id) = (k.blocker_id, k.blocked_id) AND p.is_blocked)`,
  },
  {
    name: 'a-store-is-on-the-sellers-side',
    rule: 'The seller’s side of a conversation has its store, and the buyer’s side has none.',
    sql: `SELECT p.conversation_id AS subject, format('%s with store %s', p.side, coalesce(p.store_id, 'none')) AS found
      FROM participant p JOIN conversation c ON c.id = p.conversation_id CROSS JOIN bounds
      WHERE p.last_message_at >= bounds.since
        AND p.store_id IS DISTINCT FROM CASE WHEN p.side = 'SELLER' THEN c.store_id END`,
  },
  {
    name: 'people-are-notified',
    rule: 'A person is notified of messages that have waited.',
    sql: `SELECT p.conversation_id AS subject, p.side || ' to notify at ' || p.notify_at AS found FROM participant p, bounds
      WHERE p.notify_at < bounds.settled`,
  },
  {
    name: 'pictures-are-the-senders',
    rule: 'The pictures of a message were uploaded by its sender.',
    sql: `SELECT p.id AS subject, 'in message ' || m.id AS found FROM picture p JOIN message m ON m.id = p.message_id
      CROSS JOIN bounds WHERE p.created_at >= bounds.since AND p.owner_id <> m.sender_id`,
  },
];
