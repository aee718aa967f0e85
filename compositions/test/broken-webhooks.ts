import type { Break, Planted } from './broken-rules.ts';

const long = '2026-01-01T00:00:00Z';

const endpoint = (row: Planted[2] = {}): Planted => [
  'notifications',
  'webhook_endpoint',
  { id: 'whe_1', status: 'ACTIVE', ...row },
];
const delivery = (row: Planted[2]): Planted => [
  'notifications',
  'webhook_delivery',
  {
    id: 'whd_1',
    endpoint_id: 'whe_1',
    event_id: 'evt_1',
    subject: 'ord_1',
    status: 'PENDING',
    created_at: long,
    ...row,
  },
];
const answered = (code: number): Planted => [
  'notifications',
  'webhook_attempt',
  { delivery_id: 'whd_1', number: 1, response_code: code, duration_ms: 5 },
];

/** Rows that break the rules of webhooks. */
export const brokenWebhooks: readonly Break[] = [
  ['notifications.webhooks-of-a-subject-move', 'whd_1', [endpoint(), delivery({ due_at: null })]],
  ['notifications.no-webhook-is-sent-forever', 'whd_1', [endpoint(), delivery({ status: 'SENDING', due_at: long })]],
  [
    'notifications.a-disabled-endpoint-gets-nothing',
    'whd_1',
    [
      endpoint({ status: 'DISABLED', disabled_reason: 'GONE', disabled_at: long }),
      delivery({ due_at: '2026-03-01T00:00:00Z' }),
    ],
  ],
  [
    'notifications.a-delivered-webhook-was-accepted',
    'whd_1',
    [endpoint(), delivery({ status: 'DELIVERED', ended_at: long }), answered(302)],
  ],
];
