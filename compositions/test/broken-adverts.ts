import { type Break, long, type Planted } from './broken-rules.ts';

const advert = (row: Planted[2] = {}): Planted => [
  'products',
  'advert',
  {
    id: 'adv_1',
    status: 'RUNNING',
    placements: ['HOME'],
    keywords: [],
    category_ids: [],
    cost_per_click_minor: 10,
    total_budget_minor: 100,
    spent_minor: 20,
    ...row,
  },
];
const charge = (row: Planted[2]): Planted => [
  'products',
  'advert_charge',
  { id: 'adc_1', advert_id: 'adv_1', clicks: 2, amount_minor: 20, closed_at: long, ...row },
];
const day = (spent: number): Planted => [
  'products',
  'advert_day',
  { advert_id: 'adv_1', day: '2026-01-01', spent_minor: spent },
];

/** Rows that break the rules of adverts. */
export const brokenAdverts: readonly Break[] = [
  ['products.adverts-charge-what-they-spend', 'adv_1', [advert(), charge({ amount_minor: 10 }), day(20)]],
  ['products.adverts-charge-what-they-spend', 'adv_1', [advert(), charge({}), day(30)]],
  [
    'products.ended-adverts-are-charged',
    'adv_1',
    [advert({ status: 'ENDED', ended_at: long }), charge({ closed_at: null }), day(20)],
  ],
];
