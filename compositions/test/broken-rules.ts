import type { SubgraphName } from '../subgraphs.ts';
import { brokenRooms } from './broken-rooms.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A row to insert: the columns that matter; the others get any value. */
export type Planted = readonly [SubgraphName, table: string, row: Row];

export type Break = readonly [rule: string, subject: string, rows: readonly Planted[]];

export const long = '2026-01-01T00:00:00Z';

const order = (row: Row = {}): Planted => [
  'orders',
  'orders',
  { id: 'ord_1', checkout_id: 'chk_1', status: 'PENDING', payment_status: 'NONE', number: 'SO-1', ...row },
];
const line = (row: Row = {}): Planted => [
  'orders',
  'order_line',
  { id: 'line_1', order_id: 'ord_1', unit_price_minor: 500, quantity: 2, type: 'PHYSICAL', ...row },
];
const history = (from: string | null, to: string): Planted => [
  'orders',
  'order_history',
  { order_id: 'ord_1', from_status: from, to_status: to },
];
const payment = (row: Row = {}): Planted => [
  'payments',
  'payment',
  {
    id: 'pay_1',
    order_id: 'ord_1',
    method: 'STRIPE_CARD',
    provider: 'stripe',
    amount_minor: 1000,
    generation: 1,
    ...row,
  },
];
const reservation = (status: string): Planted => ['fulfilment', 'reservation', { order_id: 'ord_1', status }];
const paid = { items_minor: 1000, total_minor: 1000 };
const confirmed = [history(null, 'PENDING'), history('PENDING', 'RESERVED'), history('RESERVED', 'CONFIRMED')];
const refundOf = (status: string, minor: number): Planted => [
  'payments',
  'refund',
  { id: `re_${status}`, payment_id: 'pay_1', amount_minor: minor, status },
];
const outboxRow = (row: Row = {}): Planted => [
  'users',
  'outbox',
  { id: 'evt_1', payload: {}, created_at: long, ...row },
];
const named = { password_hash: 'x', first_name: 'A', last_name: 'B' };

/** Rows that break one rule and no other: the rule, its subject, and the rows. */
export const breaks: readonly Break[] = [
  ...brokenRooms,
  ['orders.lines-add-up', 'ord_1', [order(paid), line({ unit_price_minor: 499 }), history(null, 'PENDING')]],
  [
    'orders.checkout-covers-its-orders',
    'chk_1',
    [
      ['orders', 'checkout', { id: 'chk_1', status: 'PENDING', total_minor: 999 }],
      order(paid),
      line(),
      history(null, 'PENDING'),
    ],
  ],
  ['orders.history-leads-to-the-status', 'ord_1', [order(paid), line(), history(null, 'RESERVED')]],
  [
    'orders.history-leads-to-the-status',
    'ord_1',
    [
      order({ ...paid, status: 'EXPIRED' }),
      line(),
      history(null, 'PENDING'),
      history('RESERVED', 'EXPIRED'),
      reservation('EXPIRED'),
    ],
  ],
  [
    'orders.history-leads-to-the-status',
    'ord_1',
    [
      order({ ...paid, status: 'FULFILLED', payment_status: 'CAPTURED' }),
      line({ type: 'DIGITAL' }),
      history(null, 'PENDING'),
      history('PENDING', 'FULFILLED'),
      payment({ status: 'CAPTURED', authorized_minor: 1000, captured_minor: 1000 }),
    ],
  ],
  [
    'orders.confirmed-is-paid',
    'ord_1',
    [order({ ...paid, status: 'CONFIRMED' }), line({ type: 'DIGITAL' }), ...confirmed],
  ],
  [
    'orders.fulfilled-is-charged',
    'ord_1',
    [
      order({ ...paid, status: 'FULFILLED', payment_status: 'AUTHORIZED' }),
      line({ type: 'DIGITAL' }),
      ...confirmed,
      history('CONFIRMED', 'FULFILLED'),
      payment({ status: 'AUTHORIZED', authorized_minor: 1000 }),
    ],
  ],
  [
    'orders.ended-is-not-charged',
    'ord_1',
    [
      order({ ...paid, status: 'CANCELLED', payment_status: 'AUTHORIZED' }),
      line({ type: 'DIGITAL' }),
      ...confirmed,
      history('CONFIRMED', 'CANCELLED'),
      payment({ status: 'AUTHORIZED', authorized_minor: 1000 }),
    ],
  ],
  [
    'orders.purchases-end',
    'chk_1',
    [['orders', 'checkout_saga', { checkout_id: 'chk_1', step: 'COMMIT', next_at: long, deadline_at: long }]],
  ],
  [
    'orders.tasks-end',
    'ord_1',
    [['orders', 'order_task', { order_id: 'ord_1', kind: 'CAPTURE', next_at: long, deadline_at: long }]],
  ],
  [
    'orders.tasks-end',
    'ord_1',
    [['orders', 'order_task', { order_id: 'ord_1', kind: 'CAPTURE', failed_at: long, deadline_at: long }]],
  ],
  [
    'payments.status-fits-the-amounts',
    'pay_1',
    [payment({ status: 'VOIDED', authorized_minor: 1000, captured_minor: 1000 })],
  ],
  [
    'payments.status-fits-the-amounts',
    'pay_1',
    [payment({ status: 'REFUNDED', authorized_minor: 1000, captured_minor: 1000 })],
  ],
  ['payments.never-more-than-the-order', 'pay_1', [payment({ status: 'AUTHORIZED', authorized_minor: 1001 })]],
  [
    'payments.refunds-add-up',
    'pay_1',
    [payment({ status: 'CAPTURED', authorized_minor: 1000, captured_minor: 1000 }), refundOf('SUCCEEDED', 1)],
  ],
  [
    'payments.refunds-add-up',
    'pay_1',
    [
      payment({ status: 'CAPTURED', authorized_minor: 1000, captured_minor: 1000, refunding_minor: 5 }),
      refundOf('PENDING', 4),
    ],
  ],
  [
    'payments.calls-end',
    'call_1',
    [['payments', 'provider_call', { id: 'call_1', kind: 'CAPTURE', status: 'PENDING' }]],
  ],
  [
    'fulfilment.reserved-is-reserved-for-an-order',
    'var_1',
    [
      ['fulfilment', 'stock_item', { id: 'stk_1', variant_id: 'var_1', on_hand: 3, reserved: 2 }],
      reservation('COMMITTED'),
      ['fulfilment', 'reservation_line', { order_id: 'ord_1', variant_id: 'var_1', quantity: 1 }],
    ],
  ],
  ['fulfilment.reservations-expire', 'ord_1', [reservation('HELD')]],
  [
    'fulfilment.packed-is-picked',
    'ord_1',
    [
      ['fulfilment', 'packaging', { id: 'pkg_1', order_id: 'ord_1', status: 'NEW', delivery_method: 'NONE' }],
      reservation('PICKED'),
      ['fulfilment', 'status_change', { entity_id: 'pkg_1', to_status: 'NEW' }],
    ],
  ],
  [
    'fulfilment.packed-is-delivered',
    'ord_1',
    [
      ['fulfilment', 'packaging', { id: 'pkg_1', order_id: 'ord_1', status: 'COMPLETED', delivery_method: 'STANDARD' }],
      ['fulfilment', 'status_change', { entity_id: 'pkg_1', to_status: 'COMPLETED' }],
    ],
  ],
  [
    'fulfilment.history-leads-to-the-status',
    'pkg_1',
    [['fulfilment', 'packaging', { id: 'pkg_1', status: 'NEW', delivery_method: 'NONE' }]],
  ],
  [
    'products.price-range-is-that-of-the-variants',
    'prd_1',
    [
      [
        'products',
        'product',
        {
          id: 'prd_1',
          title: 'Bowl',
          type: 'PHYSICAL',
          condition: 'NEW',
          status: 'ACTIVE',
          category_id: 'cat',
          tags: [],
          currency: 'EUR',
          price_min_minor: 500,
          price_max_minor: 500,
          price_rank: 5000,
          published_at: long,
          media: [{}],
        },
      ],
      ['products', 'variant', { id: 'var_1', product_id: 'prd_1', price_minor: 600 }],
    ],
  ],
  [
    'products.licence-keys-are-counted',
    'var_2',
    [['products', 'variant', { id: 'var_2', product_id: 'prd_1', price_minor: 600, needs_key: true, available: 3 }]],
  ],
  [
    'users.ended-people-have-no-session',
    'ses_1',
    [
      ['users', 'users', { id: 'usr_1', email: 'a@x.org', status: 'SUSPENDED', roles: ['CUSTOMER'], ...named }],
      ['users', 'sessions', { id: 'ses_1', user_id: 'usr_1' }],
    ],
  ],
  [
    'users.stores-have-an-administrator',
    'sto_1',
    [['users', 'stores', { id: 'sto_1', plan: 'TRIAL', status: 'ACTIVE' }]],
  ],
  ['users.events-are-published', 'evt_1', [outboxRow()]],
  ['users.no-event-is-refused', 'evt_1', [outboxRow({ refused_at: long, refusal: 'too large' })]],
  [
    'across.orders-show-the-payment',
    'ord_1',
    [
      order({ ...paid, payment_status: 'AUTHORIZED' }),
      line(),
      history(null, 'PENDING'),
      payment({ status: 'REQUIRES_ACTION' }),
    ],
  ],
  [
    'across.charged-is-the-total',
    'ord_1',
    [
      order({ ...paid, payment_status: 'CAPTURED' }),
      line(),
      history(null, 'PENDING'),
      payment({ status: 'CAPTURED', authorized_minor: 999, captured_minor: 999 }),
    ],
  ],
  [
    'across.stock-follows-the-order',
    'ord_1',
    [
      order({ ...paid, status: 'CONFIRMED', payment_status: 'AUTHORIZED' }),
      line(),
      ...confirmed,
      reservation('RELEASED'),
      payment({ status: 'AUTHORIZED', authorized_minor: 1000 }),
    ],
  ],
  [
    'across.packages-follow-the-order',
    'ord_1',
    [
      order({ ...paid, status: 'PACKAGING', payment_status: 'AUTHORIZED' }),
      line(),
      ...confirmed,
      history('CONFIRMED', 'PACKAGING'),
      reservation('COMMITTED'),
      payment({ status: 'AUTHORIZED', authorized_minor: 1000 }),
    ],
  ],
  [
    'across.deliveries-follow-the-order',
    'ord_1',
    [
      order({ ...paid, status: 'IN_DELIVERY', payment_status: 'AUTHORIZED' }),
      line(),
      ...confirmed,
      history('CONFIRMED', 'PACKAGING'),
      history('PACKAGING', 'PACKAGED'),
      history('PACKAGED', 'IN_DELIVERY'),
      reservation('PICKED'),
      ['fulfilment', 'packaging', { id: 'pkg_1', order_id: 'ord_1', status: 'COMPLETED', delivery_method: 'NONE' }],
      ['fulfilment', 'status_change', { entity_id: 'pkg_1', to_status: 'COMPLETED' }],
      payment({ status: 'AUTHORIZED', authorized_minor: 1000 }),
    ],
  ],
];
