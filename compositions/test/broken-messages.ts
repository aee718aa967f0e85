import type { Break, Planted, Row } from './broken-rules.ts';

const long = '2026-01-01T00:00:00Z';

const message = (row: Row): Planted => [
  'notifications',
  'notifications',
  { id: 'ntf_1', channel: 'EMAIL', subject: 'Welcome', template: 'welcome', created_at: long, ...row },
];

const choice = (row: Row): Planted => ['notifications', 'preference', { reader_id: 'usr_1', channel: 'EMAIL', ...row }];

const later = '2026-01-02T00:00:00Z';

const campaign = (row: Row): Planted => [
  'notifications',
  'campaign',
  {
    id: 'cpg_1',
    name: 'Spring',
    segment: {},
    texts: [],
    per_minute: 600,
    created_by: 'usr_1',
    created_at: long,
    ...row,
  },
];

/** Rows that break the rules of messages. */
export const brokenMessages: readonly Break[] = [
  [
    'notifications.no-text-outlives-its-code',
    'ntf_1',
    [message({ status: 'SENT', sent_at: long, due_at: null, body: 'sealed', expires_at: long })],
  ],
  ['notifications.no-message-is-sent-forever', 'ntf_1', [message({ status: 'SENDING', due_at: long })]],
  [
    'notifications.nothing-is-sent-that-is-turned-off',
    'ntf_1',
    [
      message({ user_id: 'usr_1', topic: 'ACCOUNT', status: 'SENT', due_at: null, sent_at: long }),
      choice({ topic: 'ACCOUNT', enabled: false, changed_at: '2025-12-31T23:54:00Z' }),
    ],
  ],
  [
    'notifications.advertising-needs-a-yes',
    'ntf_1',
    [
      message({ user_id: 'usr_1', topic: 'MARKETING', status: 'SENT', due_at: null, sent_at: long }),
      choice({ topic: 'MARKETING', enabled: true, changed_at: '2026-01-02T00:00:00Z' }),
    ],
  ],
  [
    'notifications.no-campaign-outlives-its-window',
    'cpg_1',
    [campaign({ status: 'SENDING', started_at: long, starts_at: long, ends_at: later })],
  ],
  [
    'notifications.a-reader-waits-for-a-message-that-waits',
    'ntf_2',
    [
      campaign({ status: 'DONE', started_at: long, starts_at: long, ends_at: later, ended_at: later }),
      [
        'notifications',
        'campaign_recipient',
        { message_id: 'ntf_2', campaign_id: 'cpg_1', user_id: 'usr_1', locale: 'en', created_at: long },
      ],
    ],
  ],
];
