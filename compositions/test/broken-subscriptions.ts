import type { Break } from './broken-rules.ts';

const long = '2026-01-01T00:00:00Z';
const february = '2026-02-01T00:00:00Z';
const march = '2026-03-01T00:00:00Z';

const subscription = {
  reference: 'sto_1',
  provider: 'stripe',
  status: 'ACTIVE',
  amount_minor: 2900,
  paid_until: february,
  wanted_end: 'NOT_SET',
};
const invoice = {
  provider: 'stripe',
  currency: 'EUR',
  amount_minor: 2900,
  period_start: long,
  period_end: february,
};

const reversal = {
  provider: 'stripe',
  kind: 'REFUND',
  status: 'REFUNDED',
  currency: 'EUR',
  amount_minor: 2900,
  fee_minor: 0,
};

/** Rows that break the rules of subscriptions, and of the plans of stores that they pay for. */
export const brokenSubscriptions: readonly Break[] = [
  [
    'users.paid-plans-are-had',
    'sto_1',
    [
      ['users', 'stores', { id: 'sto_1', plan: 'TRIAL', status: 'INACTIVE' }],
      [
        'users',
        'store_plan_subscriptions',
        { store_id: 'sto_1', status: 'ACTIVE', is_entitled: true, grace_until: null },
      ],
    ],
  ],
  ['payments.subscriptions-are-paid', 'sbn_1', [['payments', 'subscription', { ...subscription, id: 'sbn_1' }]]],
  [
    'payments.months-are-paid-once',
    'sbn_2',
    [
      ['payments', 'subscription', { ...subscription, id: 'sbn_2', reference: 'sto_2', paid_until: march }],
      [
        'payments',
        'subscription_invoice',
        { ...invoice, provider_ref: 'in_1', payment_ref: 'pi_1', subscription_id: 'sbn_2' },
      ],
      [
        'payments',
        'subscription_invoice',
        {
          ...invoice,
          provider_ref: 'in_2',
          payment_ref: 'pi_2',
          subscription_id: 'sbn_2',
          period_start: '2026-01-31T00:00:00Z',
          period_end: march,
        },
      ],
    ],
  ],
  [
    'payments.months-are-given-back-once',
    'sbn_3',
    [
      ['payments', 'subscription', { ...subscription, id: 'sbn_3', reference: 'sto_3' }],
      [
        'payments',
        'subscription_invoice',
        { ...invoice, provider_ref: 'in_3', payment_ref: 'pi_3', subscription_id: 'sbn_3' },
      ],
      [
        'payments',
        'subscription_reversal',
        { ...reversal, provider_ref: 're_3', invoice_ref: 'in_3', amount_minor: 2901 },
      ],
    ],
  ],
  [
    'payments.disputed-months-are-the-last',
    'sbn_4',
    [
      ['payments', 'subscription', { ...subscription, id: 'sbn_4', reference: 'sto_4' }],
      [
        'payments',
        'subscription_invoice',
        { ...invoice, provider_ref: 'in_4', payment_ref: 'pi_4', subscription_id: 'sbn_4' },
      ],
      [
        'payments',
        'subscription_reversal',
        { ...reversal, provider_ref: 'dp_4', invoice_ref: 'in_4', kind: 'DISPUTE', status: 'OPEN' },
      ],
    ],
  ],
];
