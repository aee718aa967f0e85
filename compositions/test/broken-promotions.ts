import type { Break, Planted, Row } from './broken-rules.ts';

const promotion = (row: Row = {}): Planted => [
  'orders',
  'promotion',
  { id: 'prm_1', kind: 'FREE_DELIVERY', activation: 'CODE', paid_by: 'PLATFORM', ...row },
];

/** Rows that break one rule of promotions and no other. */
export const brokenPromotions: readonly Break[] = [
  [
    'orders.discounts-add-up',
    'ord_1',
    [
      [
        'orders',
        'orders',
        {
          id: 'ord_1',
          checkout_id: 'chk_1',
          status: 'PENDING',
          payment_status: 'NONE',
          number: 'SO-1',
          items_minor: 1000,
          discount_minor: 100,
          total_minor: 900,
        },
      ],
      [
        'orders',
        'order_line',
        { id: 'line_1', order_id: 'ord_1', unit_price_minor: 500, quantity: 2, type: 'PHYSICAL', discount_minor: 100 },
      ],
      ['orders', 'order_history', { order_id: 'ord_1', from_status: null, to_status: 'PENDING' }],
    ],
  ],
  ['orders.promotions-count-their-redemptions', 'prm_1', [promotion({ redeemed: 1 })]],
  [
    'orders.people-count-their-redemptions',
    'prm_1 usr_1',
    [promotion(), ['orders', 'promotion_use', { promotion_id: 'prm_1', person: 'usr_1', used: 1 }]],
  ],
  [
    'orders.redemptions-hold-for-their-orders',
    'prm_1 chk_1',
    [
      promotion({ redeemed: 1 }),
      [
        'orders',
        'promotion_redemption',
        { promotion_id: 'prm_1', checkout_id: 'chk_1', amount_minor: 100, open_orders: 1 },
      ],
    ],
  ],
];
