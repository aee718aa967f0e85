import type { Break } from './broken-rules.ts';

const long = '2026-01-01T00:00:00Z';

/** Contacts of stores that break one rule. */
export const brokenContacts: readonly Break[] = [
  [
    'users.contacts-count-their-orders',
    'ctc_1',
    [
      ['users', 'stores', { id: 'sto_1', plan: 'TRIAL', status: 'INACTIVE' }],
      [
        'users',
        'contacts',
        { id: 'ctc_1', store_id: 'sto_1', email: 'a@x.org', source: 'MANUAL', orders: 1, last_ordered_at: long },
      ],
    ],
  ],
];
