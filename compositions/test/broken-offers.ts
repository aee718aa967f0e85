import type { Break, Planted, Row } from './broken-rules.ts';

const long = '2026-01-01T00:00:00Z';

/** An order of 1.00 that is being placed, with a line that has these columns. */
const order = (line: Row): Planted[] => [
  [
    'orders',
    'orders',
    {
      id: 'ord_1',
      checkout_id: 'chk_1',
      buyer_id: 'usr_1',
      status: 'PENDING',
      payment_status: 'NONE',
      number: 'SO-1',
      currency: 'EUR',
      items_minor: 100,
      total_minor: 100,
    },
  ],
  [
    'orders',
    'order_line',
    {
      id: 'line_1',
      order_id: 'ord_1',
      variant_id: 'var_1',
      unit_price_minor: 100,
      quantity: 1,
      type: 'DIGITAL',
      ...line,
    },
  ],
  ['orders', 'order_history', { order_id: 'ord_1', from_status: null, to_status: 'PENDING' }],
];

const offer = (row: Row): Planted => [
  'orders',
  'offer',
  {
    id: 'ofr_1',
    variant_id: 'var_1',
    buyer_id: 'usr_1',
    status: 'USED',
    quantity: 1,
    currency: 'EUR',
    unit_price_minor: 100,
    list_price_minor: 200,
    order_id: 'ord_1',
    valid_until: long,
    ...row,
  },
];

/** Rows that break one rule of offers and no other. */
export const brokenOffers: readonly Break[] = [
  ['orders.offers-are-used-once', 'ofr_1', order({ offer_id: 'ofr_1' })],
  ['orders.used-offers-have-their-order', 'ofr_1', [...order({}), offer({})]],
  ['orders.offered-prices-are-kept', 'line_1', [...order({ offer_id: 'ofr_1' }), offer({ unit_price_minor: 90 })]],
  ['orders.offers-end', 'ofr_1', [offer({ status: 'OPEN', order_id: null, valid_until: null, expires_at: long })]],
];
