import type { Planted, Row } from './broken-rules.ts';

const bet = (row: Row = {}): Planted => [
  'wallets',
  'bet',
  {
    id: 'bet_1',
    user_id: 'usr_1',
    currency: 'KES',
    kind: 'ACCUMULATOR',
    status: 'LOST',
    stake_minor: 100,
    unit_stake_minor: 100,
    return_minor: 0,
    odds_policy: 'NONE',
    placed_at: '2026-01-01T00:00:00Z',
    ...row,
  },
];
const leg = (position: number, eventId: string): Planted => [
  'wallets',
  'bet_leg',
  { bet_id: 'bet_1', position, event_id: eventId, odds_milli: 2000 },
];
const betHistory = (amountMinor: number): Planted => [
  'wallets',
  'bet_history',
  { bet_id: 'bet_1', to_status: 'ACCEPTED', amount_minor: amountMinor },
];

/** Rows that break one rule of bets and no other: the rule, its subject, and the rows. */
export const brokenBets: readonly (readonly [rule: string, subject: string, rows: readonly Planted[]])[] = [
  [
    'wallets.exposure-is-that-of-the-open-bets',
    'USER usr_1',
    [['wallets', 'exposure', { scope: 'USER', subject_id: 'usr_1', currency: 'KES', bets: 1, open_minor: 200 }]],
  ],
  ['wallets.one-selection-of-an-event', 'bet_1', [bet(), leg(1, 'spe_1'), leg(2, 'spe_1'), betHistory(-100)]],
  [
    'wallets.open-stakes-are-in-the-ledger',
    'bet_open_stakes KES',
    [
      [
        'wallets',
        'ledger_account',
        {
          code: 'bet_open_stakes',
          currency: 'KES',
          owner_id: '',
          stripe: 0,
          is_debit_normal: false,
          may_be_negative: true,
          credits_minor: 100,
          head: Buffer.alloc(32),
        },
      ],
      // Debits are credits nevertheless.
      [
        'wallets',
        'ledger_account',
        { code: 'suspense', currency: 'KES', owner_id: '', stripe: 0, debits_minor: 100, may_be_negative: true },
      ],
    ],
  ],
  ['wallets.cash-outs-add-up', 'bet_1', [bet({ cash_outs: 1, cashed_out_minor: 50 }), betHistory(-50)]],
  ['wallets.stakes-and-payments-are-in-the-history', 'bet_1', [bet(), betHistory(-99)]],
];
