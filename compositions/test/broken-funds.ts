import type { Break } from './broken-rules.ts';

const collected = {
  reference: 'ref_1',
  method: 'MPESA',
  provider: 'mpesa',
  status: 'SUCCEEDED',
  amount_minor: 1000,
  due_at: null,
};
const returned = { reference: 'ref_2', purpose: 'RETURN', kind: 'B2C', provider: 'mpesa', payment_id: null };

/** Rows that break the rules of collections and disbursements. */
export const brokenFunds: readonly Break[] = [
  [
    'payments.returns-fit-the-money',
    'col_1',
    [
      ['payments', 'collection', { ...collected, id: 'col_1', purpose: 'DEPOSIT', received_minor: 1000 }],
      [
        'payments',
        'disbursement',
        { ...returned, id: 'dsb_1', collection_id: 'col_1', amount_minor: 1001, status: 'PENDING' },
      ],
    ],
  ],
  [
    'payments.prompts-are-accounted-for',
    'col_2',
    [['payments', 'collection', { ...collected, id: 'col_2', purpose: 'CHECKOUT', received_minor: 1000 }]],
  ],
  [
    'payments.returns-are-paid',
    'dsb_2',
    [
      [
        'payments',
        'disbursement',
        {
          ...returned,
          id: 'dsb_2',
          collection_id: 'col_3',
          amount_minor: 1,
          failure_code: 'x',
          status: 'FAILED',
          updated_at: '2026-01-01T00:00:00Z',
        },
      ],
    ],
  ],
];
