import type { Victim, Way } from './house.ts';

/** What a user does while a process dies. */
export type FlowName =
  | 'deposit'
  | 'deposit without a prompt'
  | 'deposit that is left'
  | 'deposit by card'
  | 'withdrawal'
  | 'payout'
  | 'payout run'
  | 'payout run without an answer'
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

type Moment = Way['moment'];
type Sent = Pick<Moment, 'sql' | 'values'>;
/** A step of a flow, who dies at it, and the statement that it is in. */
export type Row = readonly [FlowName, step: string, Victim, Moment['at'], RegExp | Sent, (1 | 2 | 3)?];

const collection = /"public"\."collection" SET/;
const disbursement = /"public"\."disbursement" SET/;
const newCollection = /INSERT INTO "public"\."collection"/;
const newDisbursement = /INSERT INTO "public"\."disbursement"/;
const newEvent = /INSERT INTO provider_event/;
const callback = { sql: newEvent, values: /mpesa/ };
const webhook = { sql: newEvent, values: /payout\.paid/ };
const payment = /UPDATE payment SET status = given/;
const event = /INSERT INTO outbox/;
const collected = { sql: event, values: /payments\.collection\.succeeded/ };
const paidOut = { sql: event, values: /payments\.disbursement\.succeeded/ };
const posting = /ledger_write_/;
/** Postings of one kind, whatever else is posted meanwhile. */
const postingOf = (values: RegExp): Sent => ({ sql: posting, values });
const depositing = postingOf(/deposit:/);
const withdrawing = postingOf(/withdrawal:/);
const selling = postingOf(/sale/);
const staking = postingOf(/bet_stake/);
const cashingOut = postingOf(/bet_cash_out/);
const settling = postingOf(/bet_settlement/);
const holdByMpesa = postingOf(/^(?=[^]*payout:)[^]*mpesa_float/);
const paidByMpesa = postingOf(/^(?=[^]*payout:[^]*:paid)[^]*mpesa_float/);
const paidByStripe = postingOf(/^(?=[^]*payout:[^]*:paid)[^]*stripe_clearing/);
const withdrawal = /UPDATE withdrawal SET status/;
const newPayout = /INSERT INTO payout \(/;
const payoutTo = (kind: string): Sent => ({ sql: newPayout, values: new RegExp(kind) });
/** The provider has it. What is in a file for the bank has the status as well. */
const underWay = { sql: /UPDATE payout SET status/, values: /^(?![^]*bkf_)[^]*PROCESSING/ };
const newRun = /INSERT INTO "public"\."payout_run"/;
const run = /UPDATE "public"\."payout_run"/;
const newFile = /INSERT INTO bank_file/;
const file = /UPDATE bank_file SET status/;
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
export const steps: readonly Row[] = [
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
  ['deposit', 'the success is not committed', 'payments', uncommitted, collected],
  ['deposit', 'the success is saved, and its event not sent', 'payments', committed, collected],
  ['deposit', 'wallets has not posted the money', 'wallets', before, depositing],
  ['deposit', 'the posting is not committed', 'wallets', uncommitted, depositing],
  ['deposit', 'the money is posted, and the event still there', 'wallets', committed, depositing],
  ['deposit by card', 'Stripe has charged, and payments has not saved that', 'payments', before, collection],
  ['deposit by card', 'payments has saved the charge, and wallets not heard', 'payments', committed, collection],

  ['withdrawal', 'the withdrawal is not saved', 'wallets', before, /INSERT INTO withdrawal/],
  ['withdrawal', 'the withdrawal is saved, and no code sent', 'wallets', committed, /INSERT INTO withdrawal/],
  ['withdrawal', 'the hold is not made', 'wallets', before, withdrawing],
  ['withdrawal', 'the hold is not committed', 'wallets', uncommitted, withdrawing],
  ['withdrawal', 'the amount is held, and payments not asked', 'wallets', committed, withdrawing],
  ['withdrawal', 'payments has not saved the disbursement', 'payments', before, newDisbursement],
  ['withdrawal', 'payments has saved it, and not asked M-Pesa', 'payments', after, newDisbursement],
  ['withdrawal', 'M-Pesa has the payout, and payments not its answer', 'payments', before, disbursement],
  ['withdrawal', 'payments has it, and wallets has not noted that', 'wallets', before, withdrawal, 3],
  ['withdrawal', 'the result is lost', 'payments', before, callback],
  ['withdrawal', 'the result is saved, and not read', 'payments', after, callback],
  ['withdrawal', 'the success is not committed', 'payments', uncommitted, paidOut],
  ['withdrawal', 'the success is saved, and its event not sent', 'payments', committed, paidOut],
  ['withdrawal', 'the hold is not posted', 'wallets', before, withdrawing, 2],
  ['withdrawal', 'the posting is not committed', 'wallets', uncommitted, withdrawing, 2],
  ['withdrawal', 'the hold is posted, and the event still there', 'wallets', committed, withdrawing, 2],

  ['payout', 'the hold is not made', 'wallets', before, holdByMpesa],
  ['payout', 'the amount is held, and the payout not saved', 'wallets', before, payoutTo('MPESA')],
  ['payout', 'the payout is not committed', 'wallets', uncommitted, payoutTo('MPESA')],
  ['payout', 'the payout is saved, and its destination not noted', 'wallets', committed, payoutTo('MPESA')],
  ['payout', 'the destination is not committed', 'wallets', uncommitted, destination],
  ['payout', 'the destination is noted, and payments not asked', 'wallets', committed, destination],
  ['payout', 'payments has not saved the disbursement', 'payments', before, newDisbursement],
  ['payout', 'payments has saved it, and not asked M-Pesa', 'payments', after, newDisbursement],
  ['payout', 'M-Pesa has the payout, and payments not its answer', 'payments', before, disbursement],
  ['payout', 'payments has it, and wallets has not noted that', 'wallets', before, underWay],
  ['payout', 'the result is lost', 'payments', before, callback],
  ['payout', 'the success is not committed', 'payments', uncommitted, paidOut],
  ['payout', 'the success is saved, and its event not sent', 'payments', committed, paidOut],
  ['payout', 'the hold is not posted', 'wallets', before, paidByMpesa],
  ['payout', 'the end is not committed', 'wallets', uncommitted, paidByMpesa],
  ['payout', 'the hold is posted, and the event still there', 'wallets', committed, paidByMpesa],

  // One seller is paid by Stripe, and then one by a bank.
  ['payout run', 'the run is not saved', 'wallets', before, newRun],
  ['payout run', 'the run is saved, and nobody is paid', 'wallets', after, newRun],
  ['payout run', 'the payout by Stripe is not committed', 'wallets', uncommitted, payoutTo('STRIPE')],
  ['payout run', 'the payout by Stripe is made, and that to the bank is not', 'wallets', committed, payoutTo('STRIPE')],
  ['payout run', 'the payout to the bank is not committed', 'wallets', uncommitted, payoutTo('BANK_ACCOUNT')],
  ['payout run', 'all are made, and the run is not ended', 'wallets', before, run],
  ['payout run', 'the run is ended, and its administrator not told', 'wallets', after, run],
  ['payout run', 'the destination is not committed', 'wallets', uncommitted, destination],
  ['payout run', 'the destination is noted, and payments not asked', 'wallets', committed, destination],
  ['payout run', 'payments has not saved the disbursement', 'payments', before, newDisbursement],
  ['payout run', 'payments has saved it, and not asked Stripe', 'payments', after, newDisbursement],
  ['payout run', 'Stripe has the payout, and payments not its answer', 'payments', before, disbursement],
  [
    'payout run without an answer',
    'Stripe has the payout and answers 500, and payments has not saved that',
    'payments',
    before,
    disbursement,
  ],
  ['payout run without an answer', 'payments has saved it, and not asked again', 'payments', after, disbursement],
  ['payout run', 'payments has it, and wallets has not noted that', 'wallets', before, underWay],
  ['payout run', 'the webhook is lost', 'payments', before, webhook],
  ['payout run', 'the webhook is saved, and not read', 'payments', after, webhook],
  ['payout run', 'the success is not committed', 'payments', uncommitted, paidOut],
  ['payout run', 'the success is saved, and its event not sent', 'payments', committed, paidOut],
  ['payout run', 'the hold is not posted', 'wallets', before, paidByStripe],
  ['payout run', 'the end is not committed', 'wallets', uncommitted, paidByStripe],
  ['payout run', 'the hold is posted, and the event still there', 'wallets', committed, paidByStripe],
  ['payout run', 'the file is not saved', 'wallets', before, newFile],
  ['payout run', 'the file is not committed', 'wallets', uncommitted, newFile],
  ['payout run', 'the file is made, and its administrator not told', 'wallets', committed, newFile],
  ['payout run', 'the payment by the bank is not committed', 'wallets', uncommitted, file],
  ['payout run', 'the bank has paid, and its administrator not told', 'wallets', committed, file],

  ['bet', 'the market is not read', 'wallets', before, /min_stake_minor/],
  ['bet', 'the limits are not read', 'wallets', before, /FROM gaming_person/],
  ['bet', 'the stake is not posted', 'wallets', before, staking],
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
  ['cash-out', 'the bet is locked, and nothing paid', 'wallets', before, cashingOut],
  ['cash-out', 'it is paid, and the bet not changed', 'wallets', before, /UPDATE bet SET status/],
  ['cash-out', 'it is not committed', 'wallets', uncommitted, cashingOut],
  ['cash-out', 'it is paid, and its user not told', 'wallets', committed, cashingOut],

  ['settlement', 'the run is not committed', 'wallets', uncommitted, /INSERT INTO settlement_run/],
  ['settlement', 'the run is saved, and not begun', 'wallets', committed, /INSERT INTO settlement_run/],
  ['settlement', 'the bets of a page are locked', 'wallets', before, /UPDATE bet_leg/],
  ['settlement', 'the bets are changed, and nothing posted', 'wallets', before, settling],
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
  ['checkout', 'the sale is not posted', 'wallets', before, selling],
  ['checkout', 'the sale is not committed', 'wallets', uncommitted, selling],
  ['checkout', 'the sale is posted, and the event still there', 'wallets', committed, selling],

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
