import type { Composition, Victim, Way } from './house.ts';

/** What a user does while a process dies. */
export type FlowName =
  | 'deposit'
  | 'deposit without a prompt'
  | 'deposit that is left'
  | 'deposit by card'
  | 'withdrawal'
  | 'payout'
  | 'bet'
  | 'bets together'
  | 'cash-out'
  | 'settlement'
  | 'checkout'
  | 'checkout without a prompt'
  | 'decision'
  | 'rejection'
  | 'adjustment'
  | 'repayment'
  | 'feed file';

export interface MoneyStep {
  flow: FlowName;
  moment: Way['moment'];
}

/** A process dies at all of these steps at once. */
export interface MoneyDeath {
  /** The steps, in words. */
  title: string;
  who: Victim;
  steps: readonly MoneyStep[];
}

type Moment = Way['moment'];
type Row = readonly [FlowName, step: string, Victim, Moment['at'], Moment['sql'], (1 | 2 | 3)?];

const collection = /"public"\."collection" SET/;
const disbursement = /"public"\."disbursement" SET/;
const newCollection = /INSERT INTO "public"\."collection"/;
const newDisbursement = /INSERT INTO "public"\."disbursement"/;
const callback = /INSERT INTO provider_event/;
const payment = /UPDATE payment SET status = given/;
const event = /INSERT INTO outbox/;
const posting = /ledger_write_/;
const withdrawal = /UPDATE withdrawal SET status/;
const newPayout = /INSERT INTO payout \(/;
const payout = /UPDATE payout SET status/;
const destination = /UPDATE payout SET asked_sealed/;
const page = /UPDATE settlement_part SET cursor/;
const part = /DELETE FROM settlement_part/;
const decision = /UPDATE funds_decision SET status/;
const adjustment = /INSERT INTO wallet_adjustment/;
const first = /UPDATE idempotency SET answer/;
const several = /AS b \(id text, user_id text/;

const before = 'before';
const after = 'after';
const uncommitted = 'before the commit after';
const committed = 'after the commit after';

/** The steps of every flow, each with the statement that it is in. */
const steps: readonly Row[] = [
  ['deposit', 'the deposit is not saved', 'wallets', before, /INSERT INTO deposit/],
  ['deposit', 'the deposit is not committed', 'wallets', uncommitted, /INSERT INTO deposit/],
  ['deposit', 'the deposit is saved, and payments not asked', 'wallets', committed, /INSERT INTO deposit/],
  ['deposit that is left', 'the deposit is saved, and nobody repeats it', 'wallets', committed, /INSERT INTO deposit/],
  ['deposit', 'payments has it, and wallets has not noted that', 'wallets', before, /UPDATE deposit SET status/],
  ['deposit', 'payments has not saved the collection', 'payments', before, newCollection],
  ['deposit without a prompt', 'payments has saved it, and not asked M-Pesa', 'payments', after, newCollection],
  ['deposit', 'M-Pesa has the prompt, and payments not its answer', 'payments', before, collection],
  ['deposit', 'the callback is lost', 'payments', before, callback],
  ['deposit', 'the callback is saved, and not read', 'payments', after, callback],
  ['deposit', 'the success is not committed', 'payments', uncommitted, event],
  ['deposit', 'the success is saved, and its event not sent', 'payments', committed, event],
  ['deposit', 'wallets has not posted the money', 'wallets', before, posting],
  ['deposit', 'the posting is not committed', 'wallets', uncommitted, posting],
  ['deposit', 'the money is posted, and the event still there', 'wallets', committed, posting],
  ['deposit by card', 'Stripe has charged, and payments has not saved that', 'payments', before, collection],
  ['deposit by card', 'payments has saved the charge, and wallets not heard', 'payments', committed, collection],

  ['withdrawal', 'the withdrawal is not saved', 'wallets', before, /INSERT INTO withdrawal/],
  ['withdrawal', 'the withdrawal is saved, and no code sent', 'wallets', committed, /INSERT INTO withdrawal/],
  ['withdrawal', 'the hold is not made', 'wallets', before, posting],
  ['withdrawal', 'the hold is not committed', 'wallets', uncommitted, posting],
  ['withdrawal', 'the amount is held, and payments not asked', 'wallets', committed, posting],
  ['withdrawal', 'payments has not saved the disbursement', 'payments', before, newDisbursement],
  ['withdrawal', 'payments has saved it, and not asked M-Pesa', 'payments', after, newDisbursement],
  ['withdrawal', 'M-Pesa has the payout, and payments not its answer', 'payments', before, disbursement],
  ['withdrawal', 'payments has it, and wallets has not noted that', 'wallets', before, withdrawal, 3],
  ['withdrawal', 'the result is lost', 'payments', before, callback],
  ['withdrawal', 'the result is saved, and not read', 'payments', after, callback],
  ['withdrawal', 'the success is not committed', 'payments', uncommitted, event],
  ['withdrawal', 'the success is saved, and its event not sent', 'payments', committed, event],
  ['withdrawal', 'the hold is not posted', 'wallets', before, posting, 2],
  ['withdrawal', 'the posting is not committed', 'wallets', uncommitted, posting, 2],
  ['withdrawal', 'the hold is posted, and the event still there', 'wallets', committed, posting, 2],

  ['payout', 'the hold is not made', 'wallets', before, posting],
  ['payout', 'the amount is held, and the payout not saved', 'wallets', before, newPayout],
  ['payout', 'the payout is not committed', 'wallets', uncommitted, newPayout],
  ['payout', 'the payout is saved, and its destination not noted', 'wallets', committed, newPayout],
  ['payout', 'the destination is not committed', 'wallets', uncommitted, destination],
  ['payout', 'the destination is noted, and payments not asked', 'wallets', committed, destination],
  ['payout', 'payments has not saved the disbursement', 'payments', before, newDisbursement],
  ['payout', 'payments has saved it, and not asked M-Pesa', 'payments', after, newDisbursement],
  ['payout', 'M-Pesa has the payout, and payments not its answer', 'payments', before, disbursement],
  ['payout', 'payments has it, and wallets has not noted that', 'wallets', before, payout, 2],
  ['payout', 'the result is lost', 'payments', before, callback],
  ['payout', 'the success is not committed', 'payments', uncommitted, event],
  ['payout', 'the success is saved, and its event not sent', 'payments', committed, event],
  ['payout', 'the hold is not posted', 'wallets', before, posting, 2],
  ['payout', 'the end is not committed', 'wallets', uncommitted, posting, 2],
  ['payout', 'the hold is posted, and the event still there', 'wallets', committed, posting, 2],

  ['bet', 'the market is not read', 'wallets', before, /min_stake_minor/],
  ['bet', 'the limits are not read', 'wallets', before, /FROM gaming_person/],
  ['bet', 'the stake is not posted', 'wallets', before, posting],
  ['bet', 'the stake is posted, and the bet not saved', 'wallets', before, /INSERT INTO bet\b/],
  ['bet', 'the bet is not committed', 'wallets', uncommitted, /INSERT INTO bet\b/],
  ['bet', 'the bet is placed, and its user not told', 'wallets', committed, /INSERT INTO bet\b/],

  [
    'bets together',
    'their markets are locked, and the limits not read',
    'wallets',
    before,
    /unnest\(\$1::text\[\], \$2::bigint/,
  ],
  ['bets together', 'the stakes are admitted, and not posted', 'wallets', before, /ledger_write_many/],
  ['bets together', 'the stakes are posted, and no bet is saved', 'wallets', before, several],
  ['bets together', 'no bet is committed', 'wallets', uncommitted, several],
  ['bets together', 'all are placed, and no user has an answer', 'wallets', committed, several],

  ['cash-out', 'the offer is not saved', 'wallets', before, /INSERT INTO cash_out_offer/],
  ['cash-out', 'the bet is locked, and nothing paid', 'wallets', before, posting],
  ['cash-out', 'it is paid, and the bet not changed', 'wallets', before, /UPDATE bet SET status/],
  ['cash-out', 'it is not committed', 'wallets', uncommitted, posting],
  ['cash-out', 'it is paid, and its user not told', 'wallets', committed, posting],

  ['settlement', 'the run is not committed', 'wallets', uncommitted, /INSERT INTO settlement_run/],
  ['settlement', 'the run is saved, and not begun', 'wallets', committed, /INSERT INTO settlement_run/],
  ['settlement', 'the bets of a page are locked', 'wallets', before, /UPDATE bet_leg/],
  ['settlement', 'the bets are changed, and nothing posted', 'wallets', before, posting],
  ['settlement', 'the page is posted, and not saved', 'wallets', before, page],
  ['settlement', 'a page is not committed', 'wallets', uncommitted, page],
  ['settlement', 'a page is done', 'wallets', committed, page],
  ['settlement', 'the next page is not committed', 'wallets', uncommitted, page, 2],
  ['settlement', 'all bets are paid, and their part not ended', 'wallets', before, part],
  ['settlement', 'all bets are paid, and the run not ended', 'wallets', before, /SET status = 'DONE'/],
  ['settlement', 'the end of the run is not committed', 'wallets', uncommitted, /SET status = 'DONE'/],

  ['checkout', 'payments has not saved the collection', 'payments', before, newCollection],
  ['checkout without a prompt', 'payments has saved it, and not asked M-Pesa', 'payments', after, newCollection],
  ['checkout', 'M-Pesa has the prompt, and payments not its answer', 'payments', before, collection],
  ['checkout', 'the callback is lost', 'payments', before, callback],
  ['checkout', 'the callback is saved, and not read', 'payments', after, callback],
  ['checkout', 'the success of the prompt is not saved', 'payments', before, collection, 2],
  ['checkout', 'the prompt is paid, and its payment is not', 'payments', before, payment, 2],
  ['checkout', 'the payment is paid, and its event not sent', 'payments', after, payment, 2],
  ['checkout', 'the sale is not posted', 'wallets', before, posting],
  ['checkout', 'the sale is not committed', 'wallets', uncommitted, posting],
  ['checkout', 'the sale is posted, and the event still there', 'wallets', committed, posting],

  ['decision', 'the approval is not committed', 'payments', uncommitted, decision],
  ['decision', 'the approval is saved, and M-Pesa not asked', 'payments', committed, decision],
  ['decision', 'M-Pesa confirms it, and payments has not saved that', 'payments', before, /"unmatched_funds" SET/],
  ['decision', 'it has its effect, and the event not sent', 'payments', committed, decision, 2],
  ['decision', 'the money is not committed', 'wallets', uncommitted, posting],
  ['decision', 'the money is posted, and the event still there', 'wallets', committed, posting],
  ['rejection', 'it is not committed', 'payments', uncommitted, decision],
  ['rejection', 'it is saved, and its administrator not told', 'payments', committed, decision],
  ['adjustment', 'the approval is not committed', 'wallets', uncommitted, adjustment],
  ['adjustment', 'it is posted, and its administrator not told', 'wallets', committed, adjustment],
  ['repayment', 'it is not committed', 'wallets', uncommitted, first],
  ['repayment', 'it is posted, and its user not told', 'wallets', committed, first],
  ['feed file', 'a part is saved, and not the whole file', 'wallets', after, /INSERT INTO feed_file_part/],
  ['feed file', 'the file is here, and its sender not told', 'wallets', after, /WITH begun AS/],
  ['feed file', 'a line is not committed', 'wallets', uncommitted, /WITH counted AS/, 2],
  [
    'feed file',
    'all lines are applied, and the import not ended',
    'wallets',
    before,
    /UPDATE feed_import SET status = \$2/,
  ],
];

/**
 * Steps at which a process dies at once, since a start takes longer than a step. Each has a statement that no other flow of them
 * sends, or the same moment of the same statement.
 */
const together: readonly (readonly string[])[] = [
  ['deposit: the deposit is not saved', 'withdrawal: the withdrawal is not saved', 'bet: the market is not read'],
  ['deposit: the deposit is not committed', 'settlement: the run is not committed', 'cash-out: the offer is not saved'],
  [
    'deposit: the deposit is saved, and payments not asked',
    'withdrawal: the withdrawal is saved, and no code sent',
    'settlement: the run is saved, and not begun',
  ],
  ['deposit: payments has not saved the collection', 'withdrawal: payments has not saved the disbursement'],
  [
    'deposit without a prompt: payments has saved it, and not asked M-Pesa',
    'withdrawal: payments has saved it, and not asked M-Pesa',
  ],
  [
    'deposit: M-Pesa has the prompt, and payments not its answer',
    'withdrawal: M-Pesa has the payout, and payments not its answer',
  ],
  ['decision: the approval is not committed', 'rejection: it is not committed'],
  ['decision: the approval is saved, and M-Pesa not asked', 'rejection: it is saved, and its administrator not told'],
  ['decision: M-Pesa confirms it, and payments has not saved that', 'checkout: payments has not saved the collection'],
  [
    'decision: it has its effect, and the event not sent',
    'checkout: M-Pesa has the prompt, and payments not its answer',
  ],
  ['bets together: the stakes are admitted, and not posted', 'cash-out: it is paid, and the bet not changed'],
  ['bets together: the stakes are posted, and no bet is saved', 'settlement: the bets of a page are locked'],
  ['bets together: no bet is committed', 'settlement: all bets are paid, and their part not ended'],
  ['bets together: all are placed, and no user has an answer', 'settlement: all bets are paid, and the run not ended'],
  ['adjustment: the approval is not committed', 'repayment: it is not committed', 'feed file: a line is not committed'],
  [
    'adjustment: it is posted, and its administrator not told',
    'repayment: it is posted, and its user not told',
    'feed file: a part is saved, and not the whole file',
  ],
  ['decision: the money is not committed', 'feed file: the file is here, and its sender not told'],
  [
    'decision: the money is posted, and the event still there',
    'feed file: all lines are applied, and the import not ended',
  ],
];

/** In one process everything dies at once, and a start takes longer: one or two steps of each flow. */
const alone: readonly string[] = [
  'deposit: M-Pesa has the prompt, and payments not its answer',
  'deposit: the posting is not committed',
  'withdrawal: the amount is held, and payments not asked',
  'withdrawal: the hold is posted, and the event still there',
  'bet: the bet is not committed',
  'cash-out: it is not committed',
  'settlement: a page is done',
  'checkout: the payment is paid, and its event not sent',
  'decision: it has its effect, and the event not sent',
];

const nameOf = ([flow, step]: Row): string => `${flow}: ${step}`;

function deathAt(rows: readonly Row[]): MoneyDeath {
  const steps = rows.map(([flow, , , at, sql, nth]) => ({
    flow,
    moment: { at, sql, ...(nth === undefined ? {} : { nth }) },
  }));
  return { title: rows.map(nameOf).join('; '), who: rows[0]![2], steps };
}

export function moneyDeaths(composition: Composition): MoneyDeath[] {
  if (composition === 'one process') {
    return steps.filter((row) => alone.includes(nameOf(row))).map((row) => deathAt([row]));
  }
  const groups = together.map((names) => names.map((name) => steps.find((row) => nameOf(row) === name)!));
  const grouped = new Set(groups.flat());
  return [...groups, ...steps.filter((row) => !grouped.has(row)).map((row) => [row])].map(deathAt);
}
