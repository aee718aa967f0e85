import type { Break, Planted, Row } from './broken-rules.ts';

const review = (row: Row = {}): Planted => [
  'products',
  'review',
  { id: 'rev_1', target: 'SELLER', subject_id: 'slr_1', rating: 4, status: 'PUBLISHED', ...row },
];
const tally = (row: Row): Planted => ['products', 'rating_tally', { target: 'SELLER', subject_id: 'slr_1', ...row }];

/** Rows that break one rule of reviews each. */
export const brokenReviews: readonly Break[] = [
  ['products.ratings-are-their-reviews', 'SELLER slr_1', [review()]],
  ['products.ratings-are-their-reviews', 'SELLER slr_1', [review(), tally({ three: 1 })]],
  [
    'products.ratings-are-their-reviews',
    'SELLER slr_1',
    [review({ status: 'HIDDEN', hidden_reason: 'x' }), tally({ four: 1 })],
  ],
  ['products.review-votes-are-counted', 'rev_1', [review({ helpful: 1 }), tally({ four: 1 })]],
  [
    'products.products-show-their-ratings',
    'prd_1',
    [
      [
        'products',
        'product',
        {
          id: 'prd_1',
          title: 'Lamp',
          type: 'PHYSICAL',
          condition: 'NEW',
          status: 'DRAFT',
          tags: [],
          rating_count: 1,
          rating_sum: 4,
          rating_rank: 3583,
        },
      ],
    ],
  ],
];
