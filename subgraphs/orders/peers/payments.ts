import { parseMoney, toGraphMoney } from '@soko/money';
import { PeerFailed, type SubgraphTransport } from '@soko/subgraph';
import type { Order, RefundCause } from '../domain/order.ts';
import type { PictureSubject } from '../domain/pictures/picture.ts';
import type { DeliveryFacts } from './fulfilment.ts';
import type { PaymentAction, PaymentMethodKind } from '../domain/purchase.ts';
import {
  ordersAcceptDispute,
  ordersAuthorizePayments,
  type OrdersAuthorizePaymentsData,
  ordersCapturePayment,
  ordersPaymentStatuses,
  ordersQuoteFees,
  ordersReauthorizePayment,
  ordersRefundOrder,
  ordersSubmitDisputeEvidence,
  ordersVoidPayment,
} from '../generated/peers/payments.ts';
import { askAsOrders } from './ask.ts';

/** The payment method as the buyer passed it. */
export interface PaymentMethod {
  method: PaymentMethodKind;
  token: string | null;
  phone: string | null;
}

/** An order whose fees are quoted. */
export interface FeeQuestion {
  orderKey: string;
  sellerId: string;
  currency: string;
  lines: readonly { categoryId: string; totalMinor: bigint }[];
}

/** The state of an authorisation. */
export type Authorization =
  | { kind: 'authorized' }
  /** Orders that are neither among the actions nor authorised wait for the actions of others. */
  | { kind: 'actionRequired'; actions: PaymentAction[]; authorizedOrderIds: readonly string[] }
  | { kind: 'declined'; code: string | null; message: string };

/** Money at the providers. Every change happens once per order, however often it is requested. */
export interface PaymentsPeer {
  /** The marketplace fee on each line in minor units, by order. */
  quoteFees(questions: readonly FeeQuestion[], correlationId: string): Promise<Map<string, bigint[]>>;
  authorize(
    checkout: { id: string; buyerId: string | null; email: string; currency: string },
    orders: readonly Order[],
    method: PaymentMethod,
    correlationId: string,
  ): Promise<Authorization>;
  /** The status of the payment of each order, as payments knows it. Orders without a payment are left out. */
  statusesOf(orderIds: readonly string[], correlationId: string): Promise<string[]>;
  /** Authorises an expired payment again with the payment method that the buyer saved. */
  reauthorize(order: { orderId: string; amountMinor: bigint; currency: string }, correlationId: string): Promise<Done>;
  /** A refusal is final: repeating the call does not help. */
  capture(order: { orderId: string; amountMinor: bigint; currency: string }, correlationId: string): Promise<Done>;
  void(orderId: string, reason: string, correlationId: string): Promise<Done>;
  /** Sends evidence about a dispute to the buyer's bank, once per key. */
  submitEvidence(evidence: BankAnswer & Evidence, correlationId: string): Promise<EvidenceAnswer>;
  /** Accepts a dispute at the buyer's bank, once per key. */
  acceptDispute(answer: BankAnswer, correlationId: string): Promise<Done>;
  /** Refunds a part of the payment of an order, once per key. */
  refund(refund: OrderRefund, correlationId: string): Promise<RefundAnswer>;
}

/** A dispute at the buyer's bank that is answered. */
export interface BankAnswer {
  orderId: string;
  disputeRef: string;
  idempotencyKey: string;
}

/** What speaks against a dispute at the buyer's bank. */
export interface Evidence {
  text: string;
  goods: string;
  /** Null for goods without delivery. */
  delivery: DeliveryFacts | null;
  pictures: readonly EvidencePicture[];
}

/** A picture for the buyer's bank: its file as base64. */
export interface EvidencePicture {
  id: string;
  mimeType: string;
  shows: PictureSubject;
  content: string;
}

/** What became of evidence, and the pictures that the provider left out. Null when an earlier request has submitted it. */
export type EvidenceAnswer =
  { done: true; refusedPictureIds: readonly string[] | null } | Extract<Done, { done: false }>;

/** A refund that a return or a dispute asks for. */
export interface OrderRefund {
  orderId: string;
  currency: string;
  amountMinor: bigint;
  /** The part of the amount that is the price of the delivery. */
  deliveryMinor: bigint;
  cause: RefundCause;
  /** Null: the policy of payments decides. */
  feeReturned: boolean | null;
  reason: string;
  idempotencyKey: string;
}

export type RefundAnswer =
  | { kind: 'made' }
  /** Less is left to refund. `pendingMinor` is in refunds that are under way: it is left again if they fail. */
  | { kind: 'tooLarge'; refundableMinor: bigint; pendingMinor: bigint }
  | { kind: 'refused'; why: string; status: string | null };

/** `status` is the payment's status when it is the reason. */
export type Done = { done: true } | { done: false; why: string; status?: string | undefined };

/** Codes of a wrong request: repeating it does not help. */
const finalCodes = new Set(['BAD_USER_INPUT', 'FORBIDDEN', 'IDEMPOTENCY_MISMATCH']);

/** The result of a change of one payment: a payment, a refusal, or null where there was none to change. */
type Change = { __typename: string } | { code: string; message: string; status?: string } | null;

const toDone = (result: Change): Done =>
  result === null || !('code' in result)
    ? { done: true }
    : { done: false, why: `${result.code}: ${result.message}`, status: result.status };

function toAuthorization(result: OrdersAuthorizePaymentsData['authorizePayments']): Authorization {
  if (result.__typename === 'PaymentsAuthorized') return { kind: 'authorized' };
  if (result.__typename === 'PaymentsDeclined') {
    return { kind: 'declined', code: result.code, message: result.message };
  }
  return {
    kind: 'actionRequired',
    actions: result.payments.map(({ id, ...action }) => ({ paymentId: id, ...action })),
    authorizedOrderIds: result.authorizedOrderIds,
  };
}

/** A refund with this key was made before, when less was left: the key is used, for another amount. */
function onceMade(error: unknown): null {
  if (error instanceof PeerFailed && error.code === 'IDEMPOTENCY_MISMATCH') return null;
  throw error;
}

export function createPaymentsPeer(transport: SubgraphTransport): PaymentsPeer {
  const ask = askAsOrders('payments', transport);
  return {
    async quoteFees(questions, correlationId) {
      const orders = questions.map(({ orderKey, sellerId, currency, lines }) => {
        const money = (amountMinor: bigint) => toGraphMoney({ amountMinor, currency });
        return {
          orderKey,
          sellerId,
          subtotal: money(lines.reduce((all, { totalMinor }) => all + totalMinor, 0n)),
          lines: lines.map(({ categoryId, totalMinor }) => ({ categoryId, total: money(totalMinor) })),
        };
      });
      const { quoteFees } = await ask(ordersQuoteFees, { orders }, correlationId);
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
        const { authorizePayments } = await ask(ordersAuthorizePayments, { input }, correlationId);
        return toAuthorization(authorizePayments);
      } catch (error) {
        if (!(error instanceof PeerFailed) || error.code === null || !finalCodes.has(error.code)) throw error;
        return { kind: 'declined', code: error.code, message: error.reason };
      }
    },
    async statusesOf(orderIds, correlationId) {
      const representations = orderIds.map((id) => ({ __typename: 'Order', id }));
      const { _entities: found } = await ask(ordersPaymentStatuses, { representations }, correlationId);
      return found.flatMap((entity) =>
        entity?.__typename === 'Order' && entity.payment !== null ? [entity.payment.status] : [],
      );
    },
    async reauthorize({ orderId, amountMinor, currency }, correlationId) {
      const input = { orderId, amount: toGraphMoney({ amountMinor, currency }) };
      return toDone((await ask(ordersReauthorizePayment, { input }, correlationId)).reauthorizePayment);
    },
    async capture({ orderId, amountMinor, currency }, correlationId) {
      const input = { orderId, amount: toGraphMoney({ amountMinor, currency }) };
      return toDone((await ask(ordersCapturePayment, { input }, correlationId)).capturePayment);
    },
    async void(orderId, reason, correlationId) {
      return toDone((await ask(ordersVoidPayment, { input: { orderId, reason } }, correlationId)).voidPayment);
    },
    async submitEvidence({ delivery, pictures, ...answer }, correlationId) {
      const input = {
        ...answer,
        pictures: [...pictures],
        trackingNumber: delivery?.trackingNumber ?? null,
        shippingDate: delivery?.startedAt?.slice(0, 10) ?? null,
        proof: delivery?.proof ?? null,
      };
      const { submitDisputeEvidence: result } = await ask(ordersSubmitDisputeEvidence, { input }, correlationId);
      const answered = toDone(result);
      return answered.done
        ? { done: true, refusedPictureIds: 'refusedPictureIds' in result ? result.refusedPictureIds : null }
        : answered;
    },
    async acceptDispute(input, correlationId) {
      return toDone((await ask(ordersAcceptDispute, { input }, correlationId)).acceptDispute);
    },
    async refund({ currency, amountMinor, deliveryMinor, ...refund }, correlationId) {
      const money = (minor: bigint) => toGraphMoney({ amountMinor: minor, currency });
      const input = { ...refund, amount: money(amountMinor), deliveryAmount: money(deliveryMinor) };
      const answer = await ask(ordersRefundOrder, { input }, correlationId).then(
        ({ refundOrder }) => refundOrder,
        onceMade,
      );
      if (answer === null) return { kind: 'made' };
      if (!('code' in answer)) return { kind: 'made' };
      if ('refundable' in answer) {
        const minorOf = ({ amount }: { amount: string }) => parseMoney(amount, currency).amountMinor;
        const [refundableMinor, pendingMinor] = [minorOf(answer.refundable), minorOf(answer.pending)];
        return { kind: 'tooLarge', refundableMinor, pendingMinor };
      }
      const status = 'status' in answer ? answer.status : null;
      return { kind: 'refused', why: `${answer.code}: ${answer.message}`, status };
    },
  };
}
