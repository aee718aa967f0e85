import { type Break, long, type Planted, type Row } from './broken-rules.ts';

const payout = (row: Row): Planted => [
  'wallets',
  'payout',
  {
    id: 'pyo_1',
    seller_id: 'slr_1',
    status: 'SCHEDULED',
    currency: 'EUR',
    amount_minor: 100,
    available_minor: 100,
    kind: 'BANK_ACCOUNT',
    created_at: long,
    ...row,
  },
];

const held: Planted[] = [
  ['wallets', 'ledger_transaction', { id: 21, reference: 'payout:pyo_1', phase: 'held' }],
  ['wallets', 'ledger_hold', { transaction_id: 21, status: 'PENDING', amount_minor: 100 }],
];

/** What the seller has earned, and the money for it. */
const earned = (minor: number): Planted[] => {
  const row = { currency: 'EUR', stripe: 0 };
  const payable = { ...row, id: 21, code: 'seller_payable', owner_id: 'slr_1', credits_minor: minor, debits_minor: 0 };
  const clearing = { ...row, id: 22, code: 'stripe_clearing', owner_id: '', is_debit_normal: true, credits_minor: 0 };
  return [payable, { ...clearing, debits_minor: minor }].map((account): Planted => [
    'wallets',
    'ledger_account',
    account,
  ]);
};

const file: Planted = [
  'wallets',
  'bank_file',
  { id: 'bkf_1', currency: 'EUR', status: 'CREATED', payment_count: 2, total_minor: 100, created_at: long },
];

/** Rows that break the rules of payouts. */
export const brokenPayouts: readonly Break[] = [
  ['wallets.payouts-have-their-hold', 'pyo_1', [payout({}), ...earned(100)]],
  ['wallets.payouts-are-covered', 'slr_1 EUR', [payout({}), ...held, ...earned(99)]],
  [
    'wallets.bank-files-are-their-payouts',
    'bkf_1',
    [payout({ status: 'PROCESSING', bank_file_id: 'bkf_1' }), ...held, ...earned(100), file],
  ],
];
