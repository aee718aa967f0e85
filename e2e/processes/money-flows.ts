import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import {
  act,
  betsOf,
  kes,
  newBettor,
  ofAge,
  openTrading,
  placeBet,
  richBettor,
  type Trading,
  withdrawalCode,
} from '../harness/bettors.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { mpesaAdmin, type MpesaAdmin } from '../harness/mpesa.ts';
import { stripeAdmin } from '../harness/paying.ts';
import { becomeSeller, becomeStaff, newAddress, signUp } from '../harness/people.ts';
import { betsFlow } from './bets-flow.ts';
import { decisionFlows } from './decision-flows.ts';
import type { House } from './house.ts';
import type { FlowName } from './money-steps.ts';
import { openPayees, type Payees } from './payees.ts';
import { payoutFlow } from './payout-flow.ts';
import { payoutRunFlow } from './payout-run-flow.ts';

/** What a user does. */
export interface Flow {
  /** Does what is to do next, as somebody who repeats what got no answer. Repeats have no second effect. */
  round(): Promise<unknown>;
  /** What there is to see of it. */
  seen(): Promise<object>;
  /** What there must be to see at the end. */
  end: object;
  /** Changes the times of what is left, when the end comes by time alone. */
  wait?(): Promise<void>;
}

/** Everything that flows share. */
export interface Stage {
  house: House;
  mpesa: MpesaAdmin;
  trading: Trading;
  /** Goods without delivery, with a price in shillings. */
  variantId: string;
  /** One proposes, and the other decides. */
  admins: readonly [Client, Client];
  payees: Payees;
}

export async function openStage(house: House): Promise<Stage> {
  const mpesa = mpesaAdmin(house.processes.mpesaAdmin);
  await mpesa.decideNothing();
  const { seller } = await becomeSeller('shillings', house.visitor(), house.processes.gatewayUrl);
  const { small: variantId } = await buying.putOnSale(seller, 'shillings', 'DIGITAL');
  await act(seller, 'updateVariant', { variantId, furtherPrices: [kes('2500.00')] }, '... on Variant { id }');
  const admin = await signedInAs('admin@example.com', house.processes.gatewayUrl);
  const admins = [admin, await becomeStaff('ADMIN', admin, house.visitor())] as const;
  const [trading, payees] = [await openTrading(house.processes.gatewayUrl), await openPayees(house)];
  return { house, mpesa, trading, variantId, admins, payees };
}

let phones = 0;
/** A number that M-Pesa has no outcome of its own for. */
const newPhone = (): string => `2547${String((phones += 1)).padStart(5, '0')}555`;

/** Everything that was asked for more than ten minutes ago and never answered is given up. */
const giveUp = async ({ house }: Stage): Promise<void> => {
  await house
    .pool('payments')
    .query(
      `UPDATE collection SET created_at = created_at - interval '11 minutes', due_at = now() WHERE due_at IS NOT NULL`,
    );
};

const statusOf = async (user: Client, kind: 'deposit' | 'withdrawal', id: string | undefined) => {
  const fields = `status failure { code }`;
  const data = await user.data(`query($id: ID!) { found: ${kind}(id: $id) { ${fields} } }`, { id });
  return { status: data.found.status, failure: data.found.failure?.code ?? null };
};

/** Payments of a user that Stripe knows. */
async function intentsOf({ processes }: House, user: Client): Promise<number> {
  const { me } = await user.data('{ me { id } }');
  const { data } = await stripeAdmin(processes.stripeAdmin).call<{ data: { metadata: { userId?: string } }[] }>(
    'GET',
    'objects/payment_intents?limit=1000',
  );
  return data.filter(({ metadata }) => metadata.userId === me.id).length;
}

async function depositFlow(stage: Stage, name: FlowName): Promise<Flow> {
  const { house, mpesa } = stage;
  const bettor = await newBettor(house.visitor());
  const { user, walletId, money } = bettor;
  await ofAge(bettor);
  const phone = newPhone();
  const byCard = name === 'deposit by card';
  const source = byCard ? { method: 'STRIPE_CARD', token: 'pm_card_visa' } : { method: 'MPESA', phone: `+${phone}` };
  const input = { walletId, amount: kes('100.00'), ...source, idempotencyKey: v7() };
  const isPaid = name === 'deposit' || byCard;
  let isLeft = false;
  let id: string | undefined;
  const failure = name === 'deposit that is left' ? 'not_sent' : 'no_outcome';
  return {
    async round() {
      if (name === 'deposit that is left' && isLeft) return;
      isLeft = true;
      const made = await act(user, 'deposit', input, '... on Deposit { id status }');
      ({ id } = made);
      // A payer answers the prompt that the answer announces.
      if (made.status === 'PENDING') await mpesa.finish('pushes', phone);
    },
    async seen() {
      id ??= (await user.data('{ deposits { nodes { id } } }')).deposits.nodes[0]?.id;
      const { available } = await money();
      const asked = byCard ? await intentsOf(house, user) : (await mpesa.requestsOf('pushes', phone)).length;
      return { ...(await statusOf(user, 'deposit', id)), available, asked };
    },
    end: isPaid
      ? { status: 'COMPLETED', failure: null, available: '100.00', asked: 1 }
      : { status: 'FAILED', failure, available: '0.00', asked: 0 },
    ...(name === 'deposit without a prompt' ? { wait: () => giveUp(stage) } : {}),
  };
}

async function withdrawalFlow({ house, mpesa }: Stage): Promise<Flow> {
  const bettor = await richBettor('500.00', house.visitor());
  const { user, walletId, money } = bettor;
  const phone = newPhone();
  const input = { walletId, amount: kes('200.00'), phone: `+${phone}`, idempotencyKey: v7() };
  let id: string | undefined;
  return {
    async round() {
      let made = await act(user, 'requestWithdrawal', input, '... on Withdrawal { id status }');
      ({ id } = made);
      if (made.status === 'REQUESTED') {
        const code = await withdrawalCode(bettor);
        made = await act(user, 'confirmWithdrawal', { withdrawalId: id, code }, '... on Withdrawal { status }');
      }
      if (made.status === 'SUBMITTED') await mpesa.finish('payouts', phone);
    },
    seen: async () => ({
      ...(await statusOf(user, 'withdrawal', id)),
      ...(await money()),
      payouts: (await mpesa.requestsOf('payouts', phone)).length,
    }),
    end: { status: 'COMPLETED', failure: null, balance: '300.00', available: '300.00', payouts: 1 },
  };
}

async function betFlow({ house, trading }: Stage): Promise<Flow> {
  const bettor = await richBettor('500.00', house.visitor());
  const { selections } = await trading.market();
  const key = v7();
  return {
    round: () => placeBet(bettor, selections[0]!, '100.00', key),
    seen: async () => ({ bets: await betsOf(bettor), ...(await bettor.money()) }),
    end: { bets: ['ACCEPTED'], balance: '400.00', available: '400.00' },
  };
}

async function cashOutFlow({ house, trading }: Stage): Promise<Flow> {
  const bettor = await richBettor('500.00', house.visitor());
  const { user, money } = bettor;
  const { selections } = await trading.market();
  const { id: betId } = await placeBet(bettor, selections[0]!, '100.00');
  let offerId: string | undefined;
  let idempotencyKey = v7();
  return {
    async round() {
      offerId ??= (await act(user, 'offerCashOut', { betId }, '... on CashOutOffer { id }')).id;
      const { code } = await act(user, 'cashOutBet', { offerId, idempotencyKey }, '... on Bet { status }');
      if (code !== 'CASH_OUT_OFFER_EXPIRED') return;
      offerId = undefined;
      idempotencyKey = v7();
    },
    seen: async () => ({ bets: await betsOf(bettor), ...(await money()) }),
    // The margin is 5 %.
    end: { bets: ['CASHED_OUT'], balance: '495.00', available: '495.00' },
  };
}

async function settlementFlow({ house, trading }: Stage): Promise<Flow> {
  const bettor = await richBettor('500.00', house.visitor());
  const { user, money } = bettor;
  const market = await trading.market();
  for (let number = 0; number < 5; number += 1) await placeBet(bettor, market.selections[0]!, '100.00');
  await trading.close(market);
  const key = v7();
  return {
    round: () => trading.settle(market, 0, key),
    async seen() {
      const { market: found } = await user.data('query($id: ID!) { market(id: $id) { status } }', { id: market.id });
      const open = await house
        .pool('wallets')
        .query(`SELECT FROM settlement_run WHERE market_id = $1 AND status <> 'DONE'`, [market.id]);
      return { market: found.status, open: open.rowCount, bets: await betsOf(bettor), ...(await money()) };
    },
    end: {
      market: 'SETTLED',
      open: 0,
      bets: ['WON', 'WON', 'WON', 'WON', 'WON'],
      balance: '1000.00',
      available: '1000.00',
    },
  };
}

/** Postings of the sale of an order. */
const salesOf = async (house: House, orderId: string | undefined): Promise<number> =>
  (
    await house
      .pool('wallets')
      .query(`SELECT FROM ledger_transaction WHERE kind = 'sale' AND about ->> 'orderId' = $1`, [orderId])
  ).rowCount ?? 0;

async function checkoutFlow(stage: Stage, name: FlowName): Promise<Flow> {
  const { house, mpesa, variantId } = stage;
  const user = await signUp(newAddress('buyer'), house.visitor());
  await buying.fillCart(user, [[variantId, 1]]);
  await act(user, 'setCartCurrency', { currency: 'KES' });
  const { id: quoteId } = await buying.quote(user, null, { deliveryMethod: 'NONE', country: 'KE' });
  const phone = newPhone();
  const paymentMethod = { method: 'MPESA', phone: `+${phone}` };
  const input = { quoteId, idempotencyKey: v7(), paymentMethod };
  const isPaid = name === 'checkout';
  let checkoutId: string | undefined;
  return {
    async round() {
      const made = await act(user, 'placeOrder', input, '... on Checkout { id status }');
      checkoutId ??= made.id;
      if (made.status === 'REQUIRES_ACTION') await mpesa.finish('pushes', phone);
    },
    async seen() {
      const { checkout } = await user.data(
        `query($id: ID!) { checkout(id: $id) { status orders { id status payment { status } } } }`,
        { id: checkoutId },
      );
      const [order] = checkout.orders;
      return {
        checkout: checkout.status,
        order: order.status,
        payment: order.payment?.status ?? null,
        prompts: (await mpesa.requestsOf('pushes', phone)).length,
        sales: await salesOf(house, order.id),
      };
    },
    end: isPaid
      ? { checkout: 'CONFIRMED', order: 'FULFILLED', payment: 'CAPTURED', prompts: 1, sales: 1 }
      : { checkout: 'PAYMENT_FAILED', order: 'PAYMENT_FAILED', payment: 'FAILED', prompts: 0, sales: 0 },
    ...(isPaid ? {} : { wait: () => giveUp(stage) }),
  };
}

const flows: Readonly<Record<FlowName, (stage: Stage, name: FlowName) => Promise<Flow>>> = {
  deposit: depositFlow,
  'deposit without a prompt': depositFlow,
  'deposit that is left': depositFlow,
  'deposit by card': depositFlow,
  withdrawal: withdrawalFlow,
  payout: payoutFlow,
  'payout run': payoutRunFlow,
  'payout run without an answer': payoutRunFlow,
  bet: betFlow,
  'bets together': betsFlow,
  'cash-out': cashOutFlow,
  settlement: settlementFlow,
  checkout: checkoutFlow,
  'checkout without a prompt': checkoutFlow,
  ...decisionFlows,
};

export const openFlow = (stage: Stage, name: FlowName): Promise<Flow> => flows[name](stage, name);
