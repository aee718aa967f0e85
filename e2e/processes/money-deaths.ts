import type { Composition, Step } from './house.ts';

/** What a user does while a process dies. */
export type FlowName =
  | 'deposit'
  | 'deposit without a prompt'
  | 'deposit that is left'
  | 'deposit by card'
  | 'withdrawal'
  | 'bet'
  | 'cash-out'
  | 'settlement'
  | 'checkout'
  | 'checkout without a prompt';

export interface MoneyDeath extends Step {
  flow: FlowName;
  /** The moment, in words. */
  step: string;
  composition: Composition;
}

type Row = readonly [FlowName, step: string, Step['who'], Step['at'], Step['sql'], (1 | 2 | 3)?];

const collection = /"public"\."collection" SET/;
const disbursement = /"public"\."disbursement" SET/;
const newCollection = /INSERT INTO "public"\."collection"/;
const newDisbursement = /INSERT INTO "public"\."disbursement"/;
const callback = /INSERT INTO provider_event/;
const payment = /UPDATE payment SET status = given/;
const event = /INSERT INTO outbox/;
const posting = /ledger_write_/;
const withdrawal = /UPDATE withdrawal SET status/;
const page = /UPDATE settlement_part SET cursor/;
const part = /DELETE FROM settlement_part/;

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

  ['bet', 'the market is not read', 'wallets', before, /min_stake_minor/],
  ['bet', 'the limits are not read', 'wallets', before, /FROM gaming_person/],
  ['bet', 'the stake is not posted', 'wallets', before, posting],
  ['bet', 'the stake is posted, and the bet not saved', 'wallets', before, /INSERT INTO bet\b/],
  ['bet', 'the bet is not committed', 'wallets', uncommitted, /INSERT INTO bet\b/],
  ['bet', 'the bet is placed, and its user not told', 'wallets', committed, /INSERT INTO bet\b/],

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
];

const nameOf = ([flow, step]: Row): string => `${flow}: ${step}`;

export function moneyDeaths(composition: Composition): MoneyDeath[] {
  const rows = composition === 'one process' ? steps.filter((row) => alone.includes(nameOf(row))) : steps;
  return rows.map(([flow, step, who, at, sql, nth]) => ({
    flow,
    step,
    who,
    at,
    sql,
    composition,
    ...(nth === undefined ? {} : { nth }),
  }));
}
