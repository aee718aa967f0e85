import { delivered, lineOf, returnOf } from './broken-returns.ts';
import type { Break, Planted, Row } from './broken-rules.ts';

const long = '2026-01-01T00:00:00Z';

/** An order of 1.00 that is being placed: it breaks no rule. */
const order: readonly Planted[] = [
  [
    'orders',
    'orders',
    {
      id: 'ord_1',
      checkout_id: 'chk_1',
      status: 'PENDING',
      payment_status: 'NONE',
      number: 'SO-1',
      items_minor: 100,
      total_minor: 100,
    },
  ],
  ['orders', 'order_line', { id: 'line_1', order_id: 'ord_1', unit_price_minor: 100, quantity: 1, type: 'DIGITAL' }],
  ['orders', 'order_history', { order_id: 'ord_1', from_status: null, to_status: 'PENDING' }],
];

/** The same with a delivery that a promotion made free. */
const freeDelivery: readonly Planted[] = order.map(([database, table, row]) => [
  database,
  table,
  table === 'orders'
    ? { ...row, delivery_minor: 50, discount_minor: 50, delivery_discounts: JSON.stringify([{ amountMinor: '50' }]) }
    : row,
]);

const sentBack = { status: 'REFUNDED', closed_at: long, refunded_minor: 500, refund_status: 'REFUNDED' };

const dispute = (row: Row): Planted[] => {
  const { id, status } = { id: 'dsp_1', status: 'OPEN', ...row };
  const facts = { order_id: 'ord_1', kind: 'BUYER', reason: 'OTHER', number: `SO-1-${id}`, outcome: null };
  const none = { bank_ref: null, closed_at: null, refund_status: 'NONE' };
  return [
    ['orders', 'dispute', { ...facts, ...none, ...row, id, status }],
    ['orders', 'dispute_history', { dispute_id: id, from_status: null, to_status: 'OPEN' }],
  ];
};

const resolved = {
  status: 'RESOLVED',
  outcome: 'BUYER',
  closed_at: long,
  refund_minor: 100,
  refund_status: 'PENDING',
  updated_at: long,
};
const toResolved: Planted = [
  'orders',
  'dispute_history',
  { dispute_id: 'dsp_1', from_status: 'OPEN', to_status: 'RESOLVED' },
];

/** Rows that break the rules of disputes. */
export const brokenDisputes: readonly Break[] = [
  [
    'orders.one-case-is-open',
    'ord_1',
    [
      ...delivered('RETURN_REQUESTED', 1),
      returnOf({ status: 'REQUESTED', decision_due_at: '2026-03-01T00:00:00Z' }),
      lineOf(),
      ...dispute({}),
    ],
  ],
  [
    'orders.disputes-refund-what-was-paid',
    'dsp_1',
    [...order, ...dispute({ ...resolved, refund_minor: 101, refund_status: 'REFUNDED' }), toResolved],
  ],
  [
    'orders.disputes-refund-what-was-paid',
    'dsp_1',
    [
      ...freeDelivery,
      ...dispute({ ...resolved, refund_minor: 100, refund_delivery_minor: 1, refund_status: 'REFUNDED' }),
      toResolved,
    ],
  ],
  [
    'orders.cases-refund-once',
    'ord_1',
    [
      ...delivered('FULFILLED', 1),
      returnOf({ ...sentBack, refund_minor: 500, refund_delivery_minor: 0 }),
      lineOf({ resalable: 1, damaged: 0 }),
      ...dispute({ ...resolved, refund_minor: 501, refund_status: 'REFUNDED' }),
      toResolved,
    ],
  ],
  ['orders.dispute-history-leads-to-the-status', 'dsp_1', [...order, ...dispute({ status: 'ANSWERED' })]],
  ['orders.waiting-disputes-have-their-refund', 'dsp_1', [...order, ...dispute(resolved), toResolved]],
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
