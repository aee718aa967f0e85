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

const long = '2026-01-01T00:00:00Z';
const unmatched = { provider: 'mpesa', kind: 'stk', amount_minor: 1000, received_at: long, resolved_at: long };
const paidOut = { purpose: 'PAYOUT', kind: 'TRANSFER', provider: 'stripe', amount_minor: 1000, payment_id: null };
const kept = {
  ...unmatched,
  provider: 'stripe',
  kind: 'payout',
  reason: 'not_taken_back',
  status: 'OPEN',
  resolved_at: null,
};
const decided = { status: 'APPLIED', amount_minor: 1000, proposed_at: long, ended_at: long };

/** Rows that break the rules of collections, disbursements and unmatched funds. */
export const brokenFunds: readonly Break[] = [
  [
    'payments.returns-fit-the-money',
    'col_1',
    [
      [
        'payments',
        'collection',
        { ...collected, id: 'col_1', purpose: 'CHECKOUT', received_minor: 1000, due_at: long },
      ],
      [
        'payments',
        'disbursement',
        { ...returned, id: 'dsb_1', collection_id: 'col_1', amount_minor: 1001, status: 'PENDING' },
      ],
    ],
  ],
  [
    'payments.deposits-are-kept',
    'col_12',
    [
      ['payments', 'collection', { ...collected, id: 'col_12', purpose: 'DEPOSIT', received_minor: 1000 }],
      [
        'payments',
        'disbursement',
        { ...returned, id: 'dsb_12', collection_id: 'col_12', amount_minor: 1000, status: 'SUCCEEDED' },
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
  [
    'payments.paid-back-is-refunded',
    'pay_3',
    [
      [
        'payments',
        'payment',
        {
          id: 'pay_3',
          order_id: 'ord_3',
          method: 'MPESA',
          provider: 'mpesa',
          status: 'CAPTURED',
          amount_minor: 1000,
          authorized_minor: 1000,
          captured_minor: 1000,
          generation: 1,
        },
      ],
      [
        'payments',
        'disbursement',
        {
          ...returned,
          id: 'dsb_3',
          collection_id: 'col_9',
          payment_id: 'pay_3',
          amount_minor: 1000,
          status: 'SUCCEEDED',
          updated_at: long,
        },
      ],
    ],
  ],
  [
    'payments.unmatched-funds-follow-their-decision',
    'umf_1',
    [['payments', 'unmatched_funds', { ...unmatched, id: 'umf_1', event_id: 'evt_1', status: 'RESOLVED' }]],
  ],
  [
    'payments.unmatched-funds-follow-their-decision',
    'umf_2',
    [
      [
        'payments',
        'unmatched_funds',
        { ...unmatched, id: 'umf_2', event_id: 'evt_2', status: 'RESOLVED', is_booked: true },
      ],
      ['payments', 'funds_decision', { ...decided, id: 'fdc_2', unmatched_id: 'umf_2', resolution: 'DISMISS' }],
    ],
  ],
  [
    'payments.ended-payouts-are-closed',
    'umf_4',
    [
      [
        'payments',
        'disbursement',
        { ...paidOut, id: 'dsb_4', reference: 'pyo_4', status: 'FAILED', failure_code: 'x' },
      ],
      ['payments', 'unmatched_funds', { ...kept, id: 'umf_4', event_id: 'kept_dsb_4', about_id: 'dsb_4' }],
    ],
  ],
  [
    'payments.payouts-end-as-decided',
    'fdc_5',
    [
      [
        'payments',
        'disbursement',
        { ...paidOut, id: 'dsb_5', reference: 'pyo_5', status: 'SUCCEEDED', decision_id: 'fdc_5' },
      ],
      [
        'payments',
        'unmatched_funds',
        {
          ...kept,
          id: 'umf_5',
          event_id: 'kept_dsb_5',
          about_id: 'dsb_5',
          status: 'RESOLVED',
          resolved_at: long,
          outcome: 'TAKEN_BACK',
        },
      ],
      ['payments', 'funds_decision', { ...decided, id: 'fdc_5', unmatched_id: 'umf_5', resolution: 'TAKEN_BACK' }],
    ],
  ],
  [
    'payments.payouts-after-the-end-are-known',
    'dsb_6',
    [
      [
        'payments',
        'disbursement',
        {
          ...paidOut,
          id: 'dsb_6',
          reference: 'pyo_6',
          status: 'FAILED',
          failure_code: 'x',
          decision_id: 'fdc_6',
          updated_at: '2025-12-31T00:00:00Z',
        },
      ],
      [
        'payments',
        'provider_event',
        {
          provider: 'stripe',
          event_id: 'evt_6',
          type: 'payout.paid',
          object_ref: 'po_6',
          payload: { object: { disbursementId: 'dsb_6' } },
          received_at: long,
        },
      ],
    ],
  ],
  [
    'payments.returned-funds-are-paid-back',
    'umf_3',
    [
      ['payments', 'unmatched_funds', { ...unmatched, id: 'umf_3', event_id: 'evt_3', status: 'RESOLVED' }],
      ['payments', 'funds_decision', { ...decided, id: 'fdc_3', unmatched_id: 'umf_3', resolution: 'RETURN' }],
    ],
  ],
];
