import type { Viewer } from '@soko/auth';
import {
  newEvent,
  ordersDispute,
  ordersOrder,
  ordersReturn,
  paymentsPayment,
  paymentsPayoutAccount,
  usersSeller,
} from '@soko/events';
import { newId } from '@soko/ids';
import { seal } from '@soko/seal';
import { person, until } from '@soko/testing';
import fastify from 'fastify';
import type { PayoutKind } from '../../domain/payouts/payout.ts';
import { digestOf } from '../../domain/payouts/seller-method.ts';
import { bankFileRoute } from '../../routes/bank-file.ts';
import { type CashDesk, type Json, openCashDesk } from '../cash/cash-desk.ts';

const sealKey = 'a key that only specs of payouts know';

export const admin = person('usr_admin', 'ADMIN');

const destinations = {
  MPESA: '+254712345678',
  STRIPE: 'acct_1Nv0FGQ9RKHgCVdK',
  BANK_ACCOUNT: 'DE89370400440532013000',
} as const;

const parts = `id status kind destination amount { amount currency } receipt failure { code message } bankFile { id }
  history { from to by reason }`;

const refusals = `... on InsufficientFunds { available { amount } } ... on PayoutBelowMinimum { minimum { amount } available { amount } }
  ... on PayoutMethodFailed { payoutId }`;

const selection = `... on Payout { ${parts} } ${refusals}`;

export type PayDesk = Awaited<ReturnType<typeof openPayDesk>>;

/** A wallets subgraph whose sellers sell and are paid. */
export async function openPayDesk(env: Record<string, string> = {}) {
  const desk: CashDesk = await openCashDesk({
    SOKO_SEAL_KEY: sealKey,
    PAYOUT_EVERY_HOURS: '0',
    PAYOUT_BANK_NAME: 'Soko Marketplace',
    PAYOUT_BANK_IBAN: 'DE02120300000000202051',
    ...env,
  });
  let aheadMs = 0;
  const trail = {
    correlationId: 'cor_spec',
    causationId: null,
    actor: { kind: 'service', id: 'orders' },
    now: () => new Date(Date.now() + aheadMs),
  } as const;
  let sellers = 0;
  let orders = 0;

  const rowsOf = async (sql: string, values: unknown[]): Promise<Json[]> => (await desk.pool.query(sql, values)).rows;
  const untilRow = (sql: string, values: unknown[]): Promise<Json> =>
    until(`there is a row: ${sql}`, async () => (await rowsOf(sql, values))[0]);

  async function ask(as: Viewer, document: string, variables: Record<string, unknown>): Promise<Json> {
    const { data, errors } = await desk.query(document, variables, { as });
    return errors?.[0] === undefined ? data['result'] : errors[0].extensions;
  }

  /** A sale of `earned` minor units for the seller, as the events of its order and its payment tell it. */
  async function sell(
    sellerId: string,
    earned: number,
    { currency = 'EUR', isReceived = true, isDelivered = true } = {},
  ) {
    const [orderId, paymentId] = [`ord_paid_${(orders += 1)}`, `pay_paid_${orders}`];
    const money = (amount: number) => ({ amountMinor: String(amount), currency });
    let sequence = 0;
    const order = async (type: keyof typeof ordersOrder.events, more: object = {}) => {
      const about = {
        checkoutId: 'chk_1',
        number: 'SO-1',
        status: isDelivered ? 'FULFILLED' : 'IN_DELIVERY',
        sellerId,
      };
      const nothing = { delivery: money(0), tax: money(0), taxIncluded: money(0), discount: money(0), fee: money(0) };
      const facts = {
        ...about,
        buyerId: null,
        lines: [],
        deliveryMethod: 'STANDARD',
        country: 'DE',
        items: money(earned),
        ...nothing,
      };
      const data = { order: { ...facts, total: money(earned) }, ...more } as never;
      const fact = { subject: orderId, sequence: (sequence += 1), data };
      await desk.bus.publish(ordersOrder.name, [newEvent(ordersOrder, type, fact, trail)]);
    };
    const payment = async (type: keyof typeof paymentsPayment.events, refunded = 0, more: object = {}) => {
      const about = { orderId, checkoutId: 'chk_1', sellerId, buyerId: null, method: 'STRIPE_CARD' };
      const amounts = { authorized: money(earned), captured: money(earned), refunded: money(refunded) };
      const data = { payment: { ...about, status: 'CAPTURED', ...amounts }, ...more } as never;
      const fact = { subject: paymentId, sequence: (sequence += 1), data };
      await desk.bus.publish(paymentsPayment.name, [newEvent(paymentsPayment, type, fact, trail)]);
    };
    await order('payment_changed', { paymentStatus: 'CAPTURED' });
    await payment('captured');
    const isOver = isReceived && isDelivered;
    if (isOver) await order('receipt_confirmed');
    const ripe = isOver ? 'AND received_at IS NOT NULL' : '';
    await untilRow(
      `SELECT 1 FROM sale JOIN sale_order USING (order_id) WHERE payment_id = $1 AND posted_at IS NOT NULL ${ripe}`,
      [paymentId],
    );
    /** An event of a return of the order. */
    const giveBack = async (type: 'requested' | 'declined' | 'cancelled' | 'received') => {
      const about = { caseId: `ret_${orderId}`, number: 'SO-1-R1', orderId, orderNumber: 'SO-1', sellerId };
      const facts = { ...about, buyerId: null, currency, status: type.toUpperCase(), lines: [] };
      const amounts = { refund: money(earned), delivery: money(0) };
      const data = { ...facts, ...amounts, decisionDueAt: trail.now().toISOString(), reason: 'Worn' } as never;
      const fact = { subject: about.caseId, sequence: (sequence += 1), data };
      await desk.bus.publish(ordersReturn.name, [newEvent(ordersReturn, type, fact, trail)]);
    };
    /** An event of a dispute about the order; `told` numbers it. */
    const dispute = async (type: 'opened' | 'resolved' | 'refunded', holdsMoney: boolean, told = (sequence += 1)) => {
      const about = { orderId, orderNumber: 'SO-1', number: 'SO-1-D1', kind: 'BUYER', reason: 'OTHER', status: 'OPEN' };
      const facts = {
        ...about,
        sellerId,
        buyerId: null,
        amount: money(earned),
        answerDueAt: trail.now().toISOString(),
      };
      const data = { dispute: { ...facts, outcome: null, refund: money(0), holdsMoney }, decision: null } as never;
      const fact = { subject: `dis_${orderId}`, sequence: told, data };
      await desk.bus.publish(ordersDispute.name, [newEvent(ordersDispute, type, fact, trail)]);
      return told;
    };
    return {
      orderId,
      order,
      payment,
      giveBack,
      dispute,
      refund: (amount: number) =>
        payment('refunded', amount, { refundId: newId('rfd'), amount: money(amount), reason: 'Came back' }),
    };
  }

  async function seller(kind: PayoutKind = 'MPESA', { earned = 0, currency = kind === 'MPESA' ? 'KES' : 'EUR' } = {}) {
    const sellerId = `slr_paid_${(sellers += 1)}`;
    const userId = `usr_paid_${sellers}`;
    const as = person(userId, 'CUSTOMER', 'SELLER');
    const setMethod = (to: PayoutKind, destination: string = destinations[to]): void => {
      const method = { kind: to, masked: `••••${destination.slice(-4)}`, sealed: seal(sealKey, 'payout', destination) };
      desk.users.sellers.set(sellerId, { sellerId, userId, status: 'ACTIVE', displayName: 'Ada Lampen', method });
    };
    const setStatus = (status: string): void => {
      desk.users.sellers.set(sellerId, { ...desk.users.sellers.get(sellerId)!, status });
    };
    /** As if the key of the seller's method was lost. */
    const breakSeal = (): void => {
      const known = desk.users.sellers.get(sellerId)!;
      const sealed = seal('a key that nobody has any more', 'payout', destinations[kind]);
      desk.users.sellers.set(sellerId, { ...known, method: { ...known.method!, sealed } });
    };
    setMethod(kind);
    const data = { userId, handle: 'h', displayName: 'D', reason: null } as never;
    await desk.bus.publish(usersSeller.name, [
      newEvent(usersSeller, 'reinstated', { subject: sellerId, sequence: 1, data }, trail),
    ]);
    await untilRow('SELECT 1 FROM seller WHERE id = $1', [sellerId]);
    if (earned > 0) await sell(sellerId, earned, { currency });
    return {
      id: sellerId,
      userId,
      as,
      setMethod,
      setStatus,
      breakSeal,
      sell: (amount: number, more: { isReceived?: boolean; isDelivered?: boolean } = {}) =>
        sell(sellerId, amount, { currency, ...more }),
      request: (input: object = {}, viewer: Viewer = as): Promise<Json> =>
        desk.mutate(viewer, 'requestPayout', { sellerId, currency, idempotencyKey: newId('req'), ...input }, selection),
      /** Amounts of the balance, by their name. */
      async balance(): Promise<Record<string, string>> {
        const document = `query ($of: [_Any!]!) { result: _entities(representations: $of) { ... on Seller {
          balance { available { amount } pending { amount } reserved { amount } inPayout { amount } } } } }`;
        const [{ balance }] = await ask(as, document, { of: [{ __typename: 'Seller', id: sellerId }] });
        const [{ available, pending, reserved, inPayout }] = balance;
        return {
          available: available.amount,
          pending: pending.amount,
          reserved: reserved.amount,
          inPayout: inPayout.amount,
        };
      },
      /** All that left the account of the seller for payouts, in minor units. */
      async paid(): Promise<number> {
        const [row] = await rowsOf(
          `SELECT coalesce(sum(CASE p.side WHEN 'D' THEN p.amount_minor ELSE -p.amount_minor END), 0)::int AS sum FROM ledger_posting p
            JOIN ledger_account a ON a.id = p.account_id JOIN ledger_transaction t ON t.id = p.transaction_id
            WHERE a.code = 'seller_payable' AND a.owner_id = $1 AND NOT p.is_pending AND t.about ? 'payoutId'`,
          [sellerId],
        );
        return row.sum;
      },
    };
  }

  const look = (id: string, as: Viewer = admin): Promise<Json> =>
    ask(as, `query ($id: ID!) { result: payout(id: $id) { ${parts} } }`, { id });

  const app = fastify();
  bankFileRoute(app, { pool: desk.pool, settings: { sealKeys: [sealKey] }, now: () => new Date(Date.now() + aheadMs) });

  return {
    ...desk,
    download: (url: string) => app.inject({ method: 'GET', url }),
    /** Moves the clock of the subgraph and of its events forward. */
    advance(ms: number): void {
      aheadMs += ms;
      desk.advance(ms);
    },
    ask,
    seller,
    /** Stripe has what it needs for the account of a seller. */
    async enableAccount(sellerId: string, userId: string): Promise<void> {
      const fact = { subject: sellerId, sequence: 2, data: { userId, requirements: [] } };
      const event = newEvent(paymentsPayoutAccount, 'enabled', fact, trail);
      await desk.bus.publish(paymentsPayoutAccount.name, [event]);
    },
    rowsOf,
    untilRow,
    /** A payout that waits for a file, and whose destination no key opens from then on. */
    async waitingWithoutKey(of: { id: string; request(): Promise<Json> }) {
      const { id } = await of.request();
      const known = desk.users.sellers.get(of.id)!;
      const save = async (sealed: string): Promise<void> => {
        desk.users.sellers.set(of.id, { ...known, method: { ...known.method!, sealed } });
        await desk.pool.query('UPDATE payout SET method_digest = $2 WHERE id = $1', [id, digestOf(sealed)]);
      };
      await save(seal('a key that nobody has any more', 'payout', destinations.BANK_ACCOUNT));
      return { id, findKey: () => save(known.method!.sealed) };
    },
    /** Waits until a transaction waits for the account of a seller. */
    untilWaiting: () =>
      untilRow(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%ledger_account%'`,
        [],
      ),
    /** Data of the last event about a payout. */
    lastTold: async (id: string): Promise<Json> =>
      (await desk.told()).filter(({ subject }) => subject === id).at(-1)!.data,
    look,
    by: (mutation: string, input: object, of = selection): Promise<Json> =>
      desk.mutate(admin, mutation, { idempotencyKey: newId('req'), ...input }, of),
    untilPayout: (id: string, status: string): Promise<Json> =>
      until(`the payout is ${status}`, async () => {
        const found = await look(id);
        return found?.status === status && found;
      }),
    async payouts(sellerId: string | null, as: Viewer = admin): Promise<Json[]> {
      const document = `query ($sellerId: ID) { result: payouts(sellerId: $sellerId, first: 100) { nodes { id status amount { amount } } } }`;
      return (await ask(as, document, { sellerId })).nodes;
    },
  };
}
