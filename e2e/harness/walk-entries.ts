/**
 * The walk of e2e/stories/marketplace.spec.ts.
 *
 * Ada sells three pieces of 19.90 euros, of which two are packed; Ben sells one of 29.90. A tenth less is Soko's gift. Each
 * delivery is 10.00. Tax of 19 % is in what the buyer pays for the goods, and Soko's fee is 1.5 % of the full price:
 *
 *       goods  discount  buyer    tax                         fee                      seller
 * Ada   59.70  5.97      63.73    53.73 × 19/119 = 8.58       59.70 × 1.5 % = 0.90     is not charged
 * Ada   39.80  3.98      45.82    35.82 × 19/119 = 5.72       39.80 × 1.5 % = 0.60     39.80 − 5.72 − 0.60 = 33.48
 * Ben   29.90  2.99      36.91    26.91 × 19/119 = 4.30       29.90 × 1.5 % = 0.45     29.90 − 4.30 − 0.45 = 25.15
 * next  59.80  0.00      69.80    59.80 × 19/119 = 9.55       59.80 × 1.5 % = 0.90     59.80 − 9.55 − 0.90 = 49.35
 *
 * One piece of Ada's comes back, half of all but the delivery: the buyer gets 17.91 and Soko 1.99, out of 16.74 of hers, 0.30 of
 * the fee and 2.86 of the tax. The bank takes back what is left: 45.82 − 17.91 = 27.91. Ben's dispute returns 10.00 of 26.91: Soko
 * gets 2.99 × 10.00 / 26.91 = 1.11, and of the 11.11 the tax loses 4.30 × 11.11 / 29.90 = 1.60, the fee 0.17 and Ben 9.34.
 */
export const entries = {
  sale: 'SALE 33.48 (buyer 45.82, Soko 3.98; fee 0.60, tax 5.72, delivery 10.00) → 33.48',
  return: 'REFUND -16.74 (buyer -17.91, Soko -1.99; fee -0.30, tax -2.86, delivery 0.00) → 16.74',
  payout: 'PAYOUT -16.74 → 0.00',
  returned: 'PAYOUT_RETURNED 16.74 → 16.74',
  chargeback: 'CHARGEBACK -16.74 (buyer -27.91, Soko -1.99; fee -0.30, tax -2.86, delivery -10.00) → -16.74',
  nextSale: 'SALE 49.35 (buyer 69.80, Soko 0.00; fee 0.90, tax 9.55, delivery 10.00) → 32.61',
  nextPayout: 'PAYOUT -32.61 → 0.00',
  saleOfBen: 'SALE 25.15 (buyer 36.91, Soko 2.99; fee 0.45, tax 4.30, delivery 10.00) → 25.15',
  split: 'REFUND -9.34 (buyer -10.00, Soko -1.11; fee -0.17, tax -1.60, delivery 0.00) → 15.81',
};

/** Statement of Ada before her next sale. */
export const before = [
  entries.chargeback,
  entries.payout,
  entries.returned,
  entries.payout,
  entries.return,
  entries.sale,
];
