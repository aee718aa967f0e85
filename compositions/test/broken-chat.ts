import type { Break, Planted } from './broken-rules.ts';

const conversation = (row: Planted[2] = {}): Planted => [
  'chat',
  'conversation',
  {
    id: 'cnv_1',
    status: 'OPEN',
    buyer_id: 'usr_b',
    seller_user_id: 'usr_s',
    subject_kind: 'PRODUCT',
    last_sequence: 0,
    ...row,
  },
];
const participant = (row: Planted[2]): Planted => [
  'chat',
  'participant',
  { conversation_id: 'cnv_1', user_id: 'usr_s', side: 'SELLER', ...row },
];
const message = (row: Planted[2] = {}): Planted => [
  'chat',
  'message',
  { id: 'msg_1', conversation_id: 'cnv_1', sequence: 1, sender_id: 'usr_b', ...row },
];

/** Rows that break the rules of conversations. */
export const brokenChat: readonly Break[] = [
  ['chat.messages-have-no-gaps', 'cnv_1', [conversation({ last_sequence: 2 }), message()]],
  ['chat.unread-is-counted', 'cnv_1', [conversation({ last_sequence: 1 }), message(), participant({ unread: 2 })]],
  ['chat.blocked-is-blocked-by-a-person', 'cnv_1', [conversation({ status: 'BLOCKED' })]],
  ['chat.blocks-are-published', 'usr_a:usr_b', [['chat', 'block', { blocker_id: 'usr_a', blocked_id: 'usr_b' }]]],
  [
    'chat.blocks-are-published',
    'usr_a:usr_b',
    [['chat', 'published_block', { blocker_id: 'usr_a', blocked_id: 'usr_b', is_blocked: true }]],
  ],
  ['chat.a-store-is-on-the-sellers-side', 'cnv_1', [conversation({ store_id: 'sto_1' }), participant({})]],
  ['chat.people-are-notified', 'cnv_1', [conversation(), participant({ notify_at: '2026-01-01T00:00:00Z' })]],
  [
    'chat.pictures-are-the-senders',
    'pic_1',
    [
      conversation({ last_sequence: 1 }),
      message(),
      ['chat', 'picture', { id: 'pic_1', status: 'SENT', message_id: 'msg_1', owner_id: 'usr_s' }],
    ],
  ],
];
