import type { Break, Planted, Row } from './broken-rules.ts';

const long = '2026-01-01T00:00:00Z';

const message = (row: Row): Planted => [
  'notifications',
  'notifications',
  { id: 'ntf_1', channel: 'EMAIL', subject: 'Welcome', template: 'welcome', created_at: long, ...row },
];

/** Rows that break the rules of messages. */
export const brokenMessages: readonly Break[] = [
  [
    'notifications.no-text-outlives-its-code',
    'ntf_1',
    [message({ status: 'SENT', sent_at: long, due_at: null, body: 'sealed', expires_at: long })],
  ],
  ['notifications.no-message-is-sent-forever', 'ntf_1', [message({ status: 'SENDING', due_at: long })]],
];
