import { parseMoney, toGraphMoney } from '@soko/money';
import type { SubgraphTransport } from '@soko/subgraph';
import type { Order } from '../domain/order.ts';
import type { PaymentAction, PaymentMethodKind } from '../domain/purchase.ts';
import { askAsService, PeerFailed } from './ask.ts';

/** How the buyer pays, as they said it. */
export interface PaymentMethod {
  method: PaymentMethodKind;
  token: string | null;
  phone: string | null;
}

/** What fees are asked about. */
export interface FeeQuestion {
  orderKey: string;
  sellerId: string;
  currency: string;
  lines: readonly { categoryId: string; totalMinor: bigint }[];
}

/** Where an authorisation stands. */
export type Authorization =
  | { kind: 'authorized' }
  | { kind: 'actionRequired'; actions: PaymentAction[] }
  | { kind: 'declined'; code: string | null; message: string };

/** Money at the providers. Everything it changes, it changes once per order, however often it is asked. */
export interface PaymentsPeer {
  /** What the house keeps of each line, in minor units, by order. */
  quoteFees(questions: readonly FeeQuestion[], correlationId: string): Promise<Map<string, bigint[]>>;
  authorize(
    checkout: { id: string; buyerId: string | null; email: string; currency: string },
    orders: readonly Order[],
    method: PaymentMethod,
    correlationId: string,
  ): Promise<Authorization>;
  /** Has what expired held anew, with the method that the buyer saved. */
  reauthorize(order: { orderId: string; amountMinor: bigint; currency: string }, correlationId: string): Promise<Done>;
  /** Refused answers say why; trying again does not help. */
  capture(order: { orderId: string; amountMinor: bigint; currency: string }, correlationId: string): Promise<Done>;
  void(orderId: string, reason: string, correlationId: string): Promise<Done>;
}

/** `status` is where the payment stands, when that is why. */
export type Done = { done: true } | { done: false; why: string; status?: string | undefined };

const fees = `query OrdersFees($orders: [FeeQuoteInput!]!) { quoteFees(orders: $orders) {
  orderKey fee { amount currency } lines { amount currency } } }`;

const authorize = `mutation OrdersAuthorize($input: AuthorizePaymentsInput!) { authorizePayments(input: $input) {
  __typename
  ... on PaymentsAuthorized { payments { id orderId } }
  ... on PaymentActionRequired { payments { id orderId clientSecret actionUrl } }
  ... on PaymentsDeclined { code message } } }`;

const reauthorize = `mutation OrdersReauthorize($input: ReauthorizePaymentInput!) { reauthorizePayment(input: $input) {
  __typename ... on UserError { code message } } }`;

const capture = `mutation OrdersCapture($input: CapturePaymentInput!) { capturePayment(input: $input) {
  __typename ... on WrongPaymentStatus { status } ... on UserError { code message } } }`;

const voided = `mutation OrdersVoid($input: VoidPaymentInput!) { voidPayment(input: $input) {
  __typename ... on UserError { code message } } }`;

/** Codes that tell that the question was wrong: it stays so. */
const finalCodes = new Set(['BAD_USER_INPUT', 'FORBIDDEN', 'IDEMPOTENCY_MISMATCH']);

type Money = { amount: string; currency: string };
type Action = { id: string; orderId: string; clientSecret?: string | null; actionUrl?: string | null };
type Authorized =
  | { __typename: 'PaymentsAuthorized' }
  | { __typename: 'PaymentActionRequired'; payments: Action[] }
  | { __typename: 'PaymentsDeclined'; code: string | null; message: string };
interface Refusable {
  __typename: string;
  code?: string;
  message?: string;
  status?: string;
}

const doneUnlessRefused = (answer: Refusable | null): Done =>
  answer?.code === undefined
    ? { done: true }
    : { done: false, why: `${answer.code}: ${answer.message ?? ''}`, status: answer.status };

function toAuthorization(answer: Authorized): Authorization {
  if (answer.__typename === 'PaymentsAuthorized') return { kind: 'authorized' };
  if (answer.__typename === 'PaymentsDeclined') {
    return { kind: 'declined', code: answer.code, message: answer.message };
  }
  const actions = answer.payments.map(({ id, orderId, clientSecret, actionUrl }) => ({
    paymentId: id,
    orderId,
    clientSecret: clientSecret ?? null,
    actionUrl: actionUrl ?? null,
  }));
  return { kind: 'actionRequired', actions };
}

export function createPaymentsPeer(transport: SubgraphTransport): PaymentsPeer {
  const ask = askAsService('payments', transport);
  return {
    async quoteFees(questions, correlationId) {
      const orders = questions.map(({ orderKey, sellerId, currency, lines }) => {
        const money = (amountMinor: bigint): Money => toGraphMoney({ amountMinor, currency });
        return {
          orderKey,
          sellerId,
          subtotal: money(lines.reduce((all, { totalMinor }) => all + totalMinor, 0n)),
          lines: lines.map(({ categoryId, totalMinor }) => ({ categoryId, total: money(totalMinor) })),
        };
      });
      type Quoted = { quoteFees: { orderKey: string; fee: Money; lines: Money[] }[] };
      const { quoteFees } = await ask<Quoted>(fees, { orders }, correlationId);
      return new Map(
        quoteFees.map(({ orderKey, lines }) => [
          orderKey,
          lines.map(({ amount, currency }) => parseMoney(amount, currency).amountMinor),
        ]),
      );
    },
    async authorize(checkout, orders, { method, token, phone }, correlationId) {
      const input = {
        checkoutId: checkout.id,
        buyerId: checkout.buyerId,
        email: checkout.email,
        method,
        token,
        phone,
        payments: orders.map(({ id, sellerId, totalMinor, currency }) => ({
          orderId: id,
          sellerId,
          ...toGraphMoney({ amountMinor: totalMinor, currency }),
        })),
        idempotencyKey: checkout.id,
      };
      try {
        const answer = await ask<{ authorizePayments: Authorized }>(authorize, { input }, correlationId);
        return toAuthorization(answer.authorizePayments);
      } catch (error) {
        if (!(error instanceof PeerFailed) || error.code === null || !finalCodes.has(error.code)) throw error;
        return { kind: 'declined', code: error.code, message: error.message };
      }
    },
    async reauthorize({ orderId, amountMinor, currency }, correlationId) {
      const input = { orderId, amount: toGraphMoney({ amountMinor, currency }) };
      return doneUnlessRefused(
        (await ask<{ reauthorizePayment: Refusable }>(reauthorize, { input }, correlationId)).reauthorizePayment,
      );
    },
    async capture({ orderId, amountMinor, currency }, correlationId) {
      const input = { orderId, amount: toGraphMoney({ amountMinor, currency }) };
      return doneUnlessRefused(
        (await ask<{ capturePayment: Refusable }>(capture, { input }, correlationId)).capturePayment,
      );
    },
    async void(orderId, reason, correlationId) {
      const input = { orderId, reason };
      return doneUnlessRefused(
        (await ask<{ voidPayment: Refusable | null }>(voided, { input }, correlationId)).voidPayment,
      );
    },
  };
}
