import type { Break, Planted, Row } from './broken-rules.ts';

const future = '2026-03-01T00:00:00Z';
const long = '2026-01-01T00:00:00Z';

const steps: readonly (readonly [string | null, string])[] = [
  [null, 'PENDING'],
  ['PENDING', 'RESERVED'],
  ['RESERVED', 'CONFIRMED'],
  ['CONFIRMED', 'FULFILLED'],
];

/** A digital order of two pieces of 5.00 that was delivered and charged, with the given history after that. */
export const delivered = (status: string, returned: number, more: Row = {}): Planted[] => [
  [
    'orders',
    'orders',
    {
      id: 'ord_1',
      checkout_id: 'chk_1',
      status,
      payment_status: 'CAPTURED',
      number: 'SO-1',
      items_minor: 1000,
      total_minor: 1000,
      ...more,
    },
  ],
  [
    'orders',
    'order_line',
    {
      id: 'line_1',
      order_id: 'ord_1',
      unit_price_minor: 500,
      quantity: 2,
      type: 'DIGITAL',
      returned_quantity: returned,
    },
  ],
  ...[...steps, ...(status === 'FULFILLED' ? [] : [['FULFILLED', status] as const])].map(([from, to]): Planted => [
    'orders',
    'order_history',
    { order_id: 'ord_1', from_status: from, to_status: to },
  ]),
  [
    'payments',
    'payment',
    {
      id: 'pay_1',
      order_id: 'ord_1',
      method: 'STRIPE_CARD',
      provider: 'stripe',
      amount_minor: 1000,
      generation: 1,
      status: 'CAPTURED',
      authorized_minor: 1000,
      captured_minor: 1000,
    },
  ],
];

export const returnOf = (row: Row): Planted => [
  'orders',
  'order_return',
  { id: 'ret_1', order_id: 'ord_1', decision_due_at: future, updated_at: future, exchange_for: {}, ...row },
];
export const lineOf = (row: Row = {}): Planted => [
  'orders',
  'order_return_line',
  { return_id: 'ret_1', line_id: 'line_1', quantity: 1, reason: 'DEFECTIVE', ...row },
];
const refunded = { status: 'REFUNDED', closed_at: long, refunded_minor: 0 };

/** Rows that break one rule of returns and no other. */
export const brokenReturns: readonly Break[] = [
  [
    'orders.returned-is-in-returns',
    'line_1',
    [...delivered('RETURN_REQUESTED', 2), returnOf({ status: 'REQUESTED' }), lineOf()],
  ],
  [
    'orders.returns-refund-what-was-paid',
    'ord_1',
    [
      ...delivered('FULFILLED', 1),
      returnOf({ ...refunded, refund_status: 'REFUNDED', refund_minor: 1001, refund_delivery_minor: 0 }),
      lineOf({ resalable: 1, damaged: 0 }),
    ],
  ],
  [
    'orders.returns-refund-what-was-paid',
    'ord_1',
    [
      ...delivered('FULFILLED', 1),
      returnOf({ ...refunded, refund_status: 'REFUNDED', refund_minor: 500, refund_delivery_minor: 1 }),
      lineOf({ resalable: 0, damaged: 1 }),
    ],
  ],
  ['orders.open-returns-are-requested', 'ord_1', delivered('RETURN_REQUESTED', 0)],
  [
    'orders.open-returns-are-requested',
    'ord_1',
    [...delivered('FULFILLED', 1), returnOf({ status: 'IN_TRANSIT' }), lineOf()],
  ],
  [
    'orders.returns-end',
    'ret_1',
    [...delivered('RETURN_REQUESTED', 1), returnOf({ status: 'REQUESTED', decision_due_at: long }), lineOf()],
  ],
  [
    'orders.waiting-returns-have-their-refund',
    'ret_1',
    [
      ...delivered('FULFILLED', 1),
      returnOf({
        ...refunded,
        refund_status: 'PENDING',
        refund_minor: 500,
        refund_delivery_minor: 0,
        updated_at: long,
      }),
      lineOf({ resalable: 1, damaged: 0 }),
    ],
  ],
];
