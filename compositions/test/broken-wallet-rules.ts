import { brokenCash } from './broken-cash.ts';
import type { Planted } from './broken-rules.ts';

const long = '2026-01-01T00:00:00Z';

/** Rows that break a rule of wallets, and the subject that is found. */
export const walletBreaks: readonly (readonly [rule: string, subject: string, rows: readonly Planted[]])[] = [
  [
    'wallets.ledger-is-sound',
    'verification 7',
    [['wallets', 'ledger_verification', { id: 7, break_count: 1, breaks: [{ rule: 'x' }] }]],
  ],
  [
    'wallets.clearing-accounts-fit-the-providers',
    'mpesa_float KES',
    [
      [
        'wallets',
        'clearing_check',
        {
          id: 3,
          break_count: 1,
          accounts: [{ code: 'mpesa_float', currency: 'KES', ledgerMinor: '1', providerMinor: '2', isBreak: true }],
        },
      ],
    ],
  ],
  [
    'wallets.debits-are-credits',
    'KES',
    [
      [
        'wallets',
        'ledger_account',
        { code: 'user_wallet', currency: 'KES', owner_id: 'usr_1', stripe: 0, credits_minor: 1 },
      ],
    ],
  ],
  [
    'wallets.holds-end-in-time',
    'withdrawal:1',
    [
      ['wallets', 'ledger_transaction', { id: 1, reference: 'withdrawal:1', phase: 'held' }],
      ['wallets', 'ledger_hold', { transaction_id: 1, status: 'PENDING', amount_minor: 1, expires_at: long }],
    ],
  ],
  [
    'wallets.freezes-reach-the-ledger',
    'wal_1',
    [
      ['wallets', 'wallet', { id: 'wal_1', owner_id: 'usr_1', currency: 'KES', status: 'FROZEN' }],
      ['wallets', 'ledger_account', { code: 'user_wallet', currency: 'KES', owner_id: 'usr_1', stripe: 0 }],
    ],
  ],
  ...brokenCash,
];
