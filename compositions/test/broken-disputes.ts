import type { Break } from './broken-rules.ts';

const long = '2026-01-01T00:00:00Z';

/** Rows that break the rules of disputes. */
export const brokenDisputes: readonly Break[] = [
  [
    'payments.lost-disputes-are-charged-back',
    'pay_1',
    [
      [
        'payments',
        'payment',
        {
          id: 'pay_1',
          order_id: 'ord_1',
          method: 'STRIPE_CARD',
          provider: 'stripe',
          status: 'CHARGED_BACK',
          amount_minor: 1000,
          authorized_minor: 1000,
          captured_minor: 1000,
          charged_back_minor: 500,
          generation: 1,
        },
      ],
      [
        'payments',
        'payment_dispute',
        { provider: 'stripe', ref: 'dp_1', payment_id: 'pay_1', status: 'LOST', amount_minor: 600, updated_at: long },
      ],
    ],
  ],
];
