import type { Composition, Victim } from './house.ts';
import { type MoneyStep, type Row, steps } from './money-steps.ts';

/** A process dies at all of these steps at once. */
export interface MoneyDeath {
  /** The steps, in words. */
  title: string;
  who: Victim;
  steps: readonly MoneyStep[];
}

/**
 * Steps at which a process dies at once, since a start takes longer than a step. Each has a statement that no other flow of them
 * sends, or the same moment of the same statement. None waits for rows that another one has locked, nor for an event behind its own.
 */
const together: readonly (readonly string[])[] = [
  ['deposit: the deposit is not saved', 'withdrawal: the withdrawal is not saved', 'bet: the market is not read'],
  ['deposit: the deposit is not committed', 'settlement: the run is not committed', 'cash-out: the offer is not saved'],
  [
    'deposit: the deposit is saved, and payments not asked',
    'withdrawal: the withdrawal is saved, and no code sent',
    'settlement: the run is saved, and not begun',
  ],
  [
    'deposit: wallets has not posted the money',
    'withdrawal: the hold is not made',
    'bet: the stake is not posted',
    'payout: the hold is not made',
    'payout run: the run is not saved',
    'checkout: the sale is not posted',
  ],
  [
    'deposit: the money is posted, and the event still there',
    'withdrawal: the amount is held, and payments not asked',
    'bet: the bet is placed, and its user not told',
    'payout: the payout is saved, and its destination not noted',
    'payout run: the payout by Stripe is made, and that to the bank is not',
    'checkout: the sale is posted, and the event still there',
  ],
  [
    'deposit: the posting is not committed',
    'bet: the stake is posted, and the bet not saved',
    'payout run: the run is saved, and nobody is paid',
  ],
  [
    'payout: the amount is held, and the payout not saved',
    'bet: the limits are not read',
    'payout run: all are made, and the run is not ended',
  ],
  [
    'withdrawal: the hold is not committed',
    'bet: the bet is not committed',
    'payout run: the payout by Stripe is not committed',
  ],
  ['payout: the payout is not committed', 'payout run: the file is not saved'],
  [
    'payout: the destination is not committed',
    'payout run: the destination is not committed',
    'deposit that is left: the deposit is saved, and nobody repeats it',
  ],
  [
    'payout: the destination is noted, and payments not asked',
    'payout run: the destination is noted, and payments not asked',
    'deposit: payments has it, and wallets has not noted that',
  ],
  [
    'payout: payments has it, and wallets has not noted that',
    'payout run: payments has it, and wallets has not noted that',
    'withdrawal: payments has it, and wallets has not noted that',
  ],
  ['payout: the hold is not posted', 'cash-out: the bet is locked, and nothing paid'],
  ['payout: the end is not committed', 'settlement: the bets are changed, and nothing posted'],
  ['payout: the hold is posted, and the event still there', 'settlement: the page is posted, and not saved'],
  ['payout run: the hold is not posted', 'settlement: a page is not committed'],
  ['payout run: the end is not committed', 'cash-out: it is not committed'],
  ['payout run: the hold is posted, and the event still there', 'cash-out: it is paid, and its user not told'],
  ['withdrawal: the hold is not posted', 'payout run: the payout to the bank is not committed'],
  ['withdrawal: the posting is not committed', 'payout run: the run is ended, and its administrator not told'],
  [
    'withdrawal: the hold is posted, and the event still there',
    'payout run: the file is made, and its administrator not told',
  ],
  ['settlement: the next page is not committed', 'payout run: the payment by the bank is not committed'],
  ['settlement: the end of the run is not committed', 'payout run: the bank has paid, and its administrator not told'],
  [
    'deposit: payments has not saved the collection',
    'withdrawal: payments has not saved the disbursement',
    'payout: payments has not saved the disbursement',
    'payout run: payments has not saved the disbursement',
  ],
  [
    'deposit without a prompt: payments has saved it, and not asked M-Pesa',
    'checkout without a prompt: payments has saved it, and not asked M-Pesa',
    'withdrawal: payments has saved it, and not asked M-Pesa',
    'payout: payments has saved it, and not asked M-Pesa',
    'payout run: payments has saved it, and not asked Stripe',
  ],
  [
    'deposit: M-Pesa has the prompt, and payments not its answer',
    'deposit by card: Stripe has charged, and payments has not saved that',
    'withdrawal: M-Pesa has the payout, and payments not its answer',
    'payout: M-Pesa has the payout, and payments not its answer',
    'payout run: Stripe has the payout, and payments not its answer',
  ],
  [
    'deposit by card: payments has saved the charge, and wallets not heard',
    'payout run without an answer: Stripe has the payout and answers 500, and payments has not saved that',
  ],
  [
    'checkout: the success of the prompt is not saved',
    'payout run without an answer: payments has saved it, and not asked again',
  ],
  [
    'deposit: the callback is lost',
    'withdrawal: the result is lost',
    'payout: the result is lost',
    'checkout: the callback is lost',
    'payout run: the webhook is lost',
  ],
  [
    'deposit: the callback is saved, and not read',
    'withdrawal: the result is saved, and not read',
    'checkout: the callback is saved, and not read',
    'payout run: the webhook is saved, and not read',
  ],
  [
    'deposit: the success is not committed',
    'withdrawal: the success is not committed',
    'payout: the success is not committed',
    'payout run: the success is not committed',
  ],
  [
    'deposit: the success is saved, and its event not sent',
    'withdrawal: the success is saved, and its event not sent',
    'payout: the success is saved, and its event not sent',
    'payout run: the success is saved, and its event not sent',
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
  ['bets together: no bet is committed', 'payout run: the file is not committed'],
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
  'payout run: the payout by Stripe is made, and that to the bank is not',
  'decision: it has its effect, and the event not sent',
];

const nameOf = ([flow, step]: Row): string => `${flow}: ${step}`;

function deathAt(rows: readonly Row[]): MoneyDeath {
  const steps = rows.map(([flow, , , at, sent, nth]) => ({
    flow,
    moment: { at, ...(sent instanceof RegExp ? { sql: sent } : sent), ...(nth === undefined ? {} : { nth }) },
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
