import type { Planted, Row } from './broken-rules.ts';

const long = '2026-01-01T00:00:00Z';

const bet = (row: Row = {}): Planted => [
  'wallets',
  'bet',
  {
    id: 'bet_1',
    user_id: 'usr_1',
    currency: 'KES',
    kind: 'ACCUMULATOR',
    status: 'CASHED_OUT',
    stake_minor: 100,
    unit_stake_minor: 100,
    return_minor: null,
    odds_policy: 'NONE',
    placed_at: '2026-01-01T00:00:00Z',
    ...row,
  },
];
const leg = (position: number, eventId: string, row: Row = {}): Planted => [
  'wallets',
  'bet_leg',
  { bet_id: 'bet_1', position, event_id: eventId, odds_milli: 2000, ...row },
];
const betHistory = (amountMinor: number): Planted => [
  'wallets',
  'bet_history',
  { bet_id: 'bet_1', to_status: 'ACCEPTED', amount_minor: amountMinor },
];

/** A stake of 100 in the ledger. Debits are credits nevertheless. */
const stakeInLedger: readonly Planted[] = [
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
  [
    'wallets',
    'ledger_account',
    { code: 'suspense', currency: 'KES', owner_id: '', stripe: 0, debits_minor: 100, may_be_negative: true },
  ],
];
const run = (row: Row): Planted => [
  'wallets',
  'settlement_run',
  { id: 'stl_1', market_id: 'mkt_1', revision: 1, kind: 'SETTLE', actor_kind: 'user', started_at: long, ...row },
];
/** A market with its history. */
const market = (status: string, row: Row = {}): readonly Planted[] => [
  ['wallets', 'market', { id: 'mkt_1', event_id: 'spe_1', type: 'CUSTOM', status, ...row }],
  ['wallets', 'market_change', { entity_id: 'mkt_1', to_status: status }],
];
const sportEvent = (status: string): readonly Planted[] => [
  ['wallets', 'sport_event', { id: 'spe_1', status }],
  ['wallets', 'market_change', { entity_id: 'spe_1', to_status: status }],
];
/** A selection with its first odds. */
const selection = (row: Row = {}): readonly Planted[] => [
  ['wallets', 'selection', { id: 'sel_1', market_id: 'mkt_1', odds_milli: 2000, ...row }],
  ['wallets', 'odds_change', { selection_id: 'sel_1', odds_version: 1, odds_milli: 2000 }],
];
const activity = (sequence: number, amountMinor: number, beforeMinor: number): Planted => [
  'wallets',
  'gaming_activity',
  {
    user_id: 'usr_1',
    currency: 'KES',
    sequence,
    activity: 'deposit',
    at: long,
    amount_minor: amountMinor,
    before_minor: beforeMinor,
    reference: `deposit:${sequence}`,
  },
];
const account = (depositedMinor: number): Planted => [
  'wallets',
  'gaming_account',
  { user_id: 'usr_1', currency: 'KES', deposited_minor: depositedMinor },
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
    'wallets.stakes-fit-their-markets',
    'bet_1',
    [
      bet(),
      betHistory(-100),
      leg(1, 'spe_1', { market_id: 'mkt_1' }),
      ...market('ACTIVE', { max_stakes: { KES: '99', EUR: '100' } }),
    ],
  ],
  ['wallets.open-stakes-are-in-the-ledger', 'bet_open_stakes KES', stakeInLedger],
  ['wallets.cash-outs-add-up', 'bet_1', [bet({ cash_outs: 1, cashed_out_minor: 50 }), betHistory(-50)]],
  ['wallets.stakes-and-payments-are-in-the-history', 'bet_1', [bet(), betHistory(-99)]],
  ['wallets.settled-bets-are-paid', 'bet_1', [bet({ status: 'LOST', return_minor: 0 }), betHistory(-100)]],
  ['wallets.one-settlement-of-a-bet-counts', 'bet_1', [bet({ settlement_revision: 1 }), betHistory(-100)]],
  [
    'wallets.bets-with-all-results-are-settled',
    'bet_1',
    [
      bet({ status: 'ACCEPTED', lines: 1, open_stake_minor: 100, potential_return_minor: 200 }),
      betHistory(-100),
      ...stakeInLedger,
      [
        'wallets',
        'exposure',
        { scope: 'USER', subject_id: 'usr_1', currency: 'KES', bets: 1, stake_minor: 100, open_minor: 200 },
      ],
    ],
  ],
  [
    'wallets.results-reach-all-bets',
    'bet_1',
    [
      bet(),
      betHistory(-100),
      leg(1, 'spe_1', { market_id: 'mkt_1' }),
      ...market('SETTLED', { settlement_revision: 1 }),
      run({ status: 'DONE', done_at: long }),
    ],
  ],
  ['wallets.results-fit-the-status', 'sel_1', [...market('SETTLED'), ...selection()]],
  ['wallets.results-fit-the-status', 'sel_1', [...market('VOIDED'), ...selection({ result: 'LOST' })]],
  ['wallets.results-fit-the-status', 'sel_1', [...market('ACTIVE'), ...selection({ result: 'WON' })]],
  [
    'wallets.open-markets-fit-their-event',
    'mkt_1',
    [...market('SUSPENDED', { suspended_by: 'FEED' }), ...sportEvent('ENDED')],
  ],
  ['wallets.open-markets-fit-their-event', 'mkt_1', [...market('ACTIVE'), ...sportEvent('LIVE')]],
  ['wallets.settled-events-have-settled-markets', 'spe_1', [...market('CLOSED'), ...sportEvent('SETTLED')]],
  ['wallets.gaps-suspend-markets', 'mkt_1', market('SUSPENDED', { suspended_by: 'GAP', feed_ref: 'acme:m1/1x2' })],
  ['wallets.odds-are-the-last-of-their-history', 'sel_1', [...market('ACTIVE'), ...selection({ odds_milli: 2001 })]],
  ['wallets.odds-are-the-last-of-their-history', 'sel_1', [...market('ACTIVE'), ...selection({ odds_version: 2 })]],
  ['wallets.markets-and-events-follow-their-history', 'mkt_1', market('ACTIVE').slice(0, 1)],
  ['wallets.markets-and-events-follow-their-history', 'spe_1', sportEvent('LIVE').slice(0, 1)],
  ['wallets.settlements-end', 'stl_1', [run({ status: 'RUNNING' })]],
  [
    'wallets.every-bet-can-be-settled',
    'bet_1',
    [
      [
        'wallets',
        'set_aside_bet',
        { bet_id: 'bet_1', market_id: 'mkt_1', error: 'x', since: long, failed_at: long, next_try_at: long },
      ],
    ],
  ],
  ['wallets.activities-follow-each-other', 'usr_1 KES 2', [activity(1, 5, 0), activity(2, 1, 4), account(5)]],
  ['wallets.totals-are-those-of-the-last-activities', 'usr_1 KES', [activity(1, 5, 0), account(4)]],
  [
    'wallets.exclusions-are-not-shortened',
    'exc_1',
    [
      [
        'wallets',
        'gaming_exclusion',
        { id: 'exc_1', user_id: 'usr_1', kind: 'SELF_EXCLUSION', started_at: long, until: null },
      ],
    ],
  ],
];
