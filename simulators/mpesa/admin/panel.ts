import type { Action, Cell, Panel, Table } from '@soko/simulator-kit';
import type { PayoutRecord, PushRecord, TransactionRecord } from '../records/kinds.ts';
import { stkScenarios } from '../scenarios.ts';
import type { Simulator } from '../simulator.ts';
import { shortCodeOf } from '../work/balances.ts';

const rowsShown = 20;

const code = (text: string): Cell => ({ text, code: true });
const at = (ms: number): Cell => code(new Date(ms).toISOString().slice(5, 19).replace('T', ' '));
const shillings = (amount: number): string => amount.toLocaleString('en-KE');

const result = (resultCode: string | null, receipt: string | null): Cell => {
  if (resultCode === null) return { text: 'waiting', tone: 'waiting' };
  return resultCode === '0' ? { text: 'paid', tone: 'good', note: receipt ?? '' } : { text: resultCode, tone: 'bad' };
};

const finish = (path: string, label: string, resultCode: string, tone: 'good' | 'bad' | 'quiet'): Action => ({
  label,
  path: `${path}/finish`,
  body: { resultCode },
  tone,
});

function pushActions({ id, resultCode }: PushRecord): Action[] {
  if (resultCode !== null) return [];
  const path = `pushes/${id}`;
  return [
    finish(path, 'Enter PIN', '0', 'good'),
    finish(path, 'Wrong PIN', '2001', 'bad'),
    finish(path, 'Cancel', '1032', 'bad'),
    finish(path, 'No answer', '1037', 'quiet'),
  ];
}

function payoutActions({ id, resultCode }: PayoutRecord): Action[] {
  if (resultCode !== null) return [];
  const path = `payouts/${id}`;
  return [
    finish(path, 'Pay', '0', 'good'),
    finish(path, 'Float too low', '1', 'bad'),
    { label: 'Time-out', path: `${path}/timeout`, tone: 'quiet' },
  ];
}

function take<Row, Out>(rows: Iterable<Row>, toRow: (row: Row) => Out): Out[] {
  const taken: Out[] = [];
  for (const row of rows) if (taken.push(toRow(row)) === rowsShown) break;
  return taken;
}

const pushTable = ({ records }: Simulator): Table => ({
  id: 'pushes',
  title: 'Prompts on phones',
  columns: ['created', 'phone', 'KES', 'result', 'scenario', 'account', 'CheckoutRequestID'],
  rows: take(records.newestFirst('pushes'), (push) => ({
    cells: [
      at(push.createdAt),
      push.msisdn,
      shillings(push.amount),
      result(push.resultCode, push.receipt),
      push.scenario,
      push.accountReference,
      code(push.id),
    ],
    actions: pushActions(push),
  })),
  total: records.count('pushes'),
  empty: 'No prompt has been sent yet.',
});

const payoutTable = ({ records }: Simulator): Table => ({
  id: 'payouts',
  title: 'Payouts and reversals',
  columns: ['created', 'phone', 'KES', 'result', 'kind', 'scenario', 'OriginatorConversationID'],
  rows: take(records.newestFirst('payouts'), (payout) => ({
    cells: [
      at(payout.createdAt),
      payout.msisdn,
      shillings(payout.amount),
      result(payout.resultCode, payout.receipt),
      payout.kind,
      payout.scenario,
      code(payout.id),
    ],
    actions: payoutActions(payout),
  })),
  total: records.count('payouts'),
  empty: 'Nothing has been paid out yet.',
});

const transactionRow = ({ id, kind, msisdn, amount, reversed, reference, at: ms }: TransactionRecord) => ({
  cells: [
    at(ms),
    code(id),
    kind,
    msisdn,
    shillings(amount),
    reversed > 0 ? `${shillings(reversed)} reversed` : '',
    reference,
  ],
});

const transactionTable = ({ records }: Simulator): Table => ({
  id: 'transactions',
  title: 'Transactions',
  columns: ['at', 'receipt', 'kind', 'phone', 'KES', '', 'reference'],
  rows: take(records.newestFirst('transactions'), transactionRow),
  total: records.count('transactions'),
  empty: 'No money has moved yet.',
});

/** One row of forms: outcomes of the next prompts, and a payment to the shortcode. */
const formTable = (simulator: Simulator): Table => ({
  id: 'forms',
  title: 'Settings',
  columns: ['setting', ''],
  rows: [
    {
      cells: ['Outcome of all prompts, and time until it', simulator.settings().defaultScenario],
      actions: [
        {
          label: 'Set',
          method: 'PATCH',
          path: 'settings',
          fields: [
            {
              name: 'defaultScenario',
              label: 'outcome',
              type: 'choice',
              value: simulator.settings().defaultScenario,
              choices: Object.keys(stkScenarios),
            },
            {
              name: 'answerAfterMs',
              label: 'after ms',
              type: 'number',
              value: simulator.settings().answerAfterMs,
              max: 3_600_000,
            },
          ],
        },
      ],
    },
    {
      cells: ['Float for payouts', shillings(shortCodeOf(simulator.records, simulator.account.shortCode).utility)],
      actions: [
        {
          label: 'Set',
          method: 'PUT',
          path: 'float',
          fields: [{ name: 'utility', label: 'KES', type: 'number', value: 1_000_000, max: 1_000_000_000 }],
        },
      ],
    },
    {
      cells: ['Tokens', String(simulator.records.count('tokens'))],
      actions: [{ label: 'End all', method: 'DELETE', path: 'tokens', tone: 'bad' }],
    },
  ],
  total: 3,
  empty: '',
});

/** The admin page of the simulated M-Pesa. */
export const mpesaPanel = (simulator: Simulator): Panel => ({
  title: 'Simulated M-Pesa',
  about: 'Simulates Daraja of Safaricom: prompts on phones, payouts, reversals, and payments to a paybill number.',
  figures: () => {
    const { utility, working } = shortCodeOf(simulator.records, simulator.account.shortCode);
    return [
      { label: 'received, KES', value: shillings(working) },
      { label: 'float, KES', value: shillings(utility) },
      { label: 'prompts', value: String(simulator.records.count('pushes')) },
    ];
  },
  tables: () => [pushTable(simulator), payoutTable(simulator), transactionTable(simulator), formTable(simulator)],
});
