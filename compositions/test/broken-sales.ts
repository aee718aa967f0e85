import { type Break, long, type Planted } from './broken-rules.ts';

const live: Planted = ['analytics', 'projection_generations', { name: 'sales', generation: 1, status: 'LIVE' }];

/** An order of two pieces of one product. */
const order = (units: string): Planted => [
  'analytics',
  'sales_orders',
  {
    generation: 1,
    order_id: 'ord_1',
    seller_id: 'slr_1',
    changed_at: long,
    cells: [
      { at: long, product: null, orders: '1', units: '2' },
      { at: long, product: 'prd_1', units, gross: '1000' },
    ],
  },
];
const bucket = (orders: number): Planted => [
  'analytics',
  'sales_buckets',
  { generation: 1, seller_id: 'slr_1', at: long, orders, units: 2 },
];
const productBucket: Planted = [
  'analytics',
  'sales_product_buckets',
  { generation: 1, seller_id: 'slr_1', product_id: 'prd_1', at: long, units: 2, gross: 1000 },
];

/** Rows that break the rules of the sales of sellers. */
export const brokenSales: readonly Break[] = [
  ['analytics.sales-are-their-orders', 'slr_1 EUR 2026-01-01 00:00', [live, order('2'), bucket(2), productBucket]],
  [
    'analytics.product-sales-are-their-orders',
    'slr_1 prd_1 EUR 2026-01-01 00:00',
    [live, order('3'), bucket(1), productBucket],
  ],
];

const liveBusiness: Planted = [
  'analytics',
  'projection_generations',
  { name: 'business', generation: 1, status: 'LIVE' },
];

const orderOfBusiness: Planted = [
  'analytics',
  'business_facts',
  {
    generation: 1,
    id: 'ord_1',
    kind: 'order',
    began_at: long,
    changed_at: long,
    cells: [{ scope: '', at: long, currency: 'EUR', orders_created: '1', gmv: '1000' }],
  },
];
const bucketOfBusiness = (size: number, gmv: number): Planted => [
  'analytics',
  'business_buckets',
  { generation: 1, scope: '', size, at: long, currency: 'EUR', orders_created: 1, gmv },
];
const visit = (at: string, previous: string | null): Planted => [
  'analytics',
  'business_players',
  { generation: 1, player: 7, at, previous_at: previous },
];

const funnelVisit = (at: string, previous: string | null): Planted => [
  'analytics',
  'funnel_visits',
  { visitor: 7, scope: 'sto_1', step: 1, at, views: 0, previous_at: previous },
];

/** Rows that break the rules of the figures of the platform. */
export const brokenBusiness: readonly Break[] = [
  [
    'analytics.business-is-its-facts',
    'EUR 15 2026-01-01 00:00',
    [liveBusiness, orderOfBusiness, bucketOfBusiness(15, 900), bucketOfBusiness(60, 900), bucketOfBusiness(1440, 900)],
  ],
  [
    'analytics.business-hours-are-their-quarters',
    'EUR 60 2026-01-01 00:00',
    [
      liveBusiness,
      orderOfBusiness,
      bucketOfBusiness(15, 1000),
      bucketOfBusiness(60, 900),
      bucketOfBusiness(1440, 1000),
    ],
  ],
  [
    'analytics.players-know-the-time-before',
    '7 2026-01-01 00:00',
    [liveBusiness, visit('2025-12-31T00:00:00Z', null), visit(long, null)],
  ],
  [
    'analytics.visitors-know-the-time-before',
    '7 sto_1 1 2026-01-01 00:00',
    [funnelVisit('2025-12-31T00:00:00Z', null), funnelVisit(long, null)],
  ],
];
