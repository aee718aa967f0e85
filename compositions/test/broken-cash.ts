import type { Break, Planted, Row } from './broken-rules.ts';

const long = '2026-01-01T00:00:00Z';
const owned = { owner_id: 'usr_1', wallet_id: 'wal_1', currency: 'KES', amount_minor: 100, created_at: long };

const deposit = (row: Row): Planted => ['wallets', 'deposit', { ...owned, id: 'dep_1', method: 'MPESA', ...row }];
const withdrawal = (row: Row): Planted => ['wallets', 'withdrawal', { ...owned, id: 'wdr_1', ...row }];
const entry = (id: number, reference: string): Planted => [
  'wallets',
  'ledger_transaction',
  { id, reference, phase: 'posted' },
];

const decided: Planted = [
  'wallets',
  'wallet_adjustment',
  {
    id: 'adj_1',
    kind: 'SUSPENSE',
    about_id: 'dep_1',
    amount_minor: -1,
    currency: 'KES',
    status: 'POSTED',
    decided_at: long,
  },
];

/** Rows that break the rules of deposits, withdrawals, payments from wallets, and sales. */
export const brokenCash: readonly Break[] = [
  ['wallets.deposits-are-in-the-ledger', 'dep_1', [deposit({ status: 'COMPLETED', received_minor: 100 })]],
  [
    'wallets.returned-deposits-are-in-the-ledger',
    'dep_1',
    [deposit({ status: 'COMPLETED', received_minor: 100, returned_minor: 40 }), entry(11, 'deposit:dep_1')],
  ],
  [
    'wallets.corrected-deposits-are-in-the-ledger',
    'dep_1',
    [deposit({ status: 'COMPLETED', received_minor: 100, corrected_minor: 99 }), entry(11, 'deposit:dep_1'), decided],
  ],
  [
    'wallets.no-deposit-in-suspense',
    'dep_1',
    [deposit({ status: 'FAILED', received_minor: 99 }), entry(11, 'deposit:dep_1')],
  ],
  [
    'wallets.no-deposit-in-suspense',
    'dep_1',
    [
      deposit({ status: 'COMPLETED', received_minor: 100, corrected_minor: 101 }),
      entry(11, 'deposit:dep_1'),
      entry(12, 'deposit:dep_1:corrected'),
    ],
  ],
  ['wallets.withdrawals-have-their-hold', 'wdr_1', [withdrawal({ status: 'SUBMITTED' })]],
  ['wallets.no-withdrawal-is-contradicted', 'wdr_1', [withdrawal({ status: 'FAILED', contradicted: true })]],
  [
    'wallets.wallet-holds-fit-the-ledger',
    'pay_1',
    [
      [
        'wallets',
        'wallet_hold',
        { reference: 'pay_1', user_id: 'usr_1', currency: 'KES', amount_minor: 100, status: 'HELD', created_at: long },
      ],
    ],
  ],
  [
    'wallets.sales-are-in-the-ledger',
    'pay_1',
    [
      [
        'wallets',
        'sale',
        {
          payment_id: 'pay_1',
          order_id: 'ord_1',
          seller_id: 'slr_1',
          currency: 'KES',
          captured_minor: 100,
          captured_at: long,
        },
      ],
    ],
  ],
];
