import { describeGoods } from '../../domain/disputes/chargeback.ts';
import type { Dispute } from '../../domain/disputes/dispute.ts';
import type { Done } from '../../peers/payments.ts';
import type { OrdersServices } from '../../services.ts';
import { findDisputes } from '../../store/disputes/disputes.ts';
import { findMessagesOf } from '../../store/disputes/messages.ts';
import { findOrders } from '../../store/find-orders.ts';
import type { Task } from '../../store/order-tasks.ts';

type Services = Pick<OrdersServices, 'pool' | 'payments' | 'fulfilment'>;

/** Longest text that a bank takes, in characters. */
const longestText = 20_000;

async function chargebackOf({ pool }: Services, { reference }: Task): Promise<Dispute & { bankRef: string }> {
  const [dispute] = await findDisputes(pool, [reference]);
  if (dispute?.bankRef == null) throw new Error(`${reference} is no chargeback.`);
  return { ...dispute, bankRef: dispute.bankRef };
}

/** What the seller and support wrote. */
async function textOf({ pool }: Services, { id, number }: Dispute): Promise<string> {
  const messages = await findMessagesOf(pool, [id]);
  const texts = messages.flatMap(({ side, text }) => (side === 'BUYER' || text === null ? [] : [text]));
  return [`Dispute ${number}`, ...texts].join('\n\n').slice(0, longestText);
}

/** Submits the evidence of a chargeback: the texts, the goods, and what is known of the delivery. */
export async function sendEvidence(services: Services, task: Task): Promise<Done> {
  const { pool, payments, fulfilment } = services;
  const dispute = await chargebackOf(services, task);
  const [order] = await findOrders(pool, [task.orderId]);
  const evidence = {
    text: await textOf(services, dispute),
    goods: describeGoods(order!).slice(0, longestText),
    delivery: await fulfilment.deliveryOf(task.orderId, task.correlationId),
  };
  return payments.submitEvidence({ ...keyOf(task, dispute), ...evidence }, task.correlationId);
}

/** Accepts a chargeback at the bank. */
export async function acceptAtBank(services: Services, task: Task): Promise<Done> {
  const dispute = await chargebackOf(services, task);
  return services.payments.acceptDispute(keyOf(task, dispute), task.correlationId);
}

const keyOf = ({ orderId, kind, reference }: Task, { bankRef }: { bankRef: string }) => ({
  orderId,
  disputeRef: bankRef,
  idempotencyKey: `${kind.toLowerCase()}:${reference}`,
});
