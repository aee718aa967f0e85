import type { Viewer } from '@soko/auth';
import { newEvent, paymentsCollection, paymentsDisbursement } from '@soko/events';
import { newId } from '@soko/ids';
import { type Fixture, person, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { wallets } from '../../index.ts';
import { type PaymentsFixture, startPayments } from './payments-fixture.ts';
import { rightCode, startUsers, type UsersFixture } from './users-fixture.ts';

/** Specs read results as plain JSON; their expectations are the check. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export const support = person('usr_support', 'SUPPORT');

const depositParts = `id status amount { amount currency } excise { amount } credited { amount } received { amount currency } returned { amount } receipt
  action { clientSecret url } failure { code message } wallet { id }`;
const withdrawalParts = `id status amount { amount } withholding { amount } payout { amount } maskedPhone receipt
  challenge { challengeId maskedTo } failure { code } history { from to by reason }`;

/** Mutations whose result has no refusal. */
const neverRefused: ReadonlySet<string> = new Set(['confirmDeposit', 'runPayouts', 'markBankFilePaid']);

/** A wallets subgraph with fixtures as its peers, and the steps that most specs need. */
export interface CashDesk extends TestSubgraph {
  payments: PaymentsFixture;
  users: UsersFixture;
  /** A person of age with an open wallet. */
  owner(currency?: string): Promise<{ viewer: Viewer; walletId: string }>;
  /** The result of a mutation, or the `extensions` of its error. */
  mutate(as: Viewer, mutation: string, input: object, selection?: string): Promise<Json>;
  deposit(as: Viewer, input: object): Promise<Json>;
  withdraw(as: Viewer, input: object): Promise<Json>;
  confirm(as: Viewer, withdrawalId: string, code?: string): Promise<Json>;
  lookDeposit(as: Viewer, id: string): Promise<Json>;
  lookWithdrawal(as: Viewer, id: string): Promise<Json>;
  balance(as: Viewer, currency?: string): Promise<{ balance: string; available: string }>;
  /** Publishes an event of the money of a deposit or withdrawal. */
  collection(type: keyof typeof paymentsCollection.events, reference: string, data?: object): Promise<void>;
  disbursement(type: keyof typeof paymentsDisbursement.events, reference: string, data?: object): Promise<void>;
  /** Balance of an account of Soko, in minor units. */
  account(code: string, currency?: string): Promise<bigint>;
  /** Debits minus credits of all accounts, by currency: zero. */
  trialBalance(): Promise<bigint>;
  eventsOf(id: string): Promise<string[]>;
  /** The clock of the subgraph. */
  now(): Date;
  /** Moves the clock of the subgraph forward. */
  advance(ms: number): void;
}

export async function openCashDesk(env: Record<string, string> = {}): Promise<CashDesk> {
  const payments = startPayments();
  const users = startUsers();
  const fixtures: Record<string, Fixture> = { payments, users };
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  const graph = await startTestSubgraph(wallets, { env, now, peers: (name) => fixtures[name]!.transport });
  let people = 0;
  let events = 0;
  const trail = {
    correlationId: 'cor_spec',
    causationId: null,
    actor: { kind: 'service', id: 'payments' },
    now,
  } as const;
  const ask = async (as: Viewer, document: string, variables: object = {}): Promise<Json> => {
    const { data, errors } = await graph.query(document, variables as Record<string, unknown>, { as });
    return errors?.[0] === undefined ? data['result'] : errors[0].extensions;
  };
  const mutate: CashDesk['mutate'] = (as, mutation, input, selection = '') => {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
    const refusal = neverRefused.has(mutation) ? '' : '... on UserError { code message }';
    const text = `mutation ($input: ${type}) { result: ${mutation}(input: $input) { __typename ${selection} ${refusal} } }`;
    return ask(as, text, { input });
  };
  const desk: CashDesk = {
    ...graph,
    payments,
    users,
    now,
    mutate,
    async owner(currency = 'KES') {
      const viewer = person(`usr_${(people += 1)}`);
      await graph.pool.query('INSERT INTO gaming_person (user_id, date_of_birth) VALUES ($1, $2)', [
        `usr_${people}`,
        '1990-01-01',
      ]);
      const input = { currency, idempotencyKey: newId('req') };
      const { id: walletId } = await mutate(viewer, 'openWallet', input, '... on Wallet { id }');
      return { viewer, walletId };
    },
    deposit: (as, input) =>
      mutate(as, 'deposit', { idempotencyKey: newId('req'), ...input }, `... on Deposit { ${depositParts} }`),
    withdraw: (as, input) =>
      mutate(
        as,
        'requestWithdrawal',
        { idempotencyKey: newId('req'), phone: '+254712345678', ...input },
        `... on Withdrawal { ${withdrawalParts} } ... on InsufficientFunds { available { amount } }`,
      ),
    confirm: (as, withdrawalId, code = rightCode) =>
      mutate(
        as,
        'confirmWithdrawal',
        { withdrawalId, code },
        `... on Withdrawal { ${withdrawalParts} } ... on WithdrawalCodeWrong { attemptsLeft }
         ... on InsufficientFunds { available { amount } }`,
      ),
    lookDeposit: (as, id) => ask(as, `query ($id: ID!) { result: deposit(id: $id) { ${depositParts} } }`, { id }),
    lookWithdrawal: (as, id) =>
      ask(as, `query ($id: ID!) { result: withdrawal(id: $id) { ${withdrawalParts} } }`, { id }),
    async balance(as, currency = 'KES') {
      const document = `query ($currency: CurrencyCode!) { result: wallet(currency: $currency) { balance { amount } available { amount } } }`;
      const found = await ask(as, document, { currency });
      return { balance: found.balance.amount, available: found.available.amount };
    },
    async collection(type, reference, data = {}) {
      const amount = { amountMinor: '100000', currency: 'KES' };
      const at = now().toISOString();
      const facts = {
        succeeded: { provider: 'mpesa', amount, receivedAmount: amount, receipt: 'SKX1', settledAt: at },
        corrected: { provider: 'mpesa', receivedAmount: amount, receipt: 'SKX1', settledAt: at },
        failed: { code: 'cancelled_by_user', message: 'Cancelled.' },
        returned: { provider: 'stripe', returnedAmount: amount, returnedAt: at },
        return_reversed: { provider: 'stripe', returnedAmount: amount, reversedAt: at },
      }[type];
      const fact = { reference, userId: 'usr_x', method: 'MPESA', ...facts, ...data } as never;
      const event = newEvent(
        paymentsCollection,
        type,
        { subject: 'col_1', sequence: (events += 1), data: fact },
        trail,
      );
      await graph.bus.publish(paymentsCollection.name, [event]);
    },
    async disbursement(type, reference, data = {}) {
      const amount = { amountMinor: '100000', currency: 'KES' };
      const facts = {
        succeeded: { amount, receipt: 'SKX2', settledAt: now().toISOString() },
        failed: { code: '2040', message: 'No.' },
        returned: { code: 'account_closed', message: 'No.' },
        unknown: {},
      };
      const fact = { reference, userId: 'usr_x', ...facts[type as 'unknown'], ...data } as never;
      const about = { subject: 'dsb_1', sequence: (events += 1), data: fact };
      await graph.bus.publish(paymentsDisbursement.name, [newEvent(paymentsDisbursement, type, about, trail)]);
    },
    async account(code, currency = 'KES') {
      const { rows } = await graph.pool.query(
        `SELECT coalesce(sum(CASE WHEN is_debit_normal THEN debits_minor - credits_minor ELSE credits_minor - debits_minor END), 0)
          AS sum FROM ledger_account WHERE code = $1 AND currency = $2`,
        [code, currency],
      );
      return BigInt(rows[0].sum);
    },
    async trialBalance() {
      const { rows } = await graph.pool.query('SELECT sum(debits_minor - credits_minor) AS sum FROM ledger_account');
      return BigInt(rows[0].sum);
    },
    async eventsOf(id) {
      const told = await graph.told();
      return told.filter(({ subject }) => subject === id).map(({ type }) => type.slice(type.lastIndexOf('.') + 1));
    },
    advance(ms) {
      aheadMs += ms;
    },
  };
  return desk;
}

/** Waits until a deposit or withdrawal has a status. */
export const untilStatus = (look: () => Promise<Json>, status: string): Promise<Json> =>
  until(`the status is ${status}`, async () => {
    const found = await look();
    return found?.status === status && found;
  });
