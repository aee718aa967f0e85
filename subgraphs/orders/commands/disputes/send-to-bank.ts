import { buffer } from 'node:stream/consumers';
import { describeGoods, mayWait, picturesForBank } from '../../domain/disputes/chargeback.ts';
import type { Dispute, DisputeMessage } from '../../domain/disputes/dispute.ts';
import type { Picture } from '../../domain/pictures/picture.ts';
import type { DeliveryFacts } from '../../peers/fulfilment.ts';
import type { BankAnswer, Done, EvidencePicture } from '../../peers/payments.ts';
import type { OrdersServices } from '../../services.ts';
import { findDisputes } from '../../store/disputes/disputes.ts';
import { findMessagesOf } from '../../store/disputes/messages.ts';
import { findOrders } from '../../store/find-orders.ts';
import { findPicturesOf } from '../../store/pictures/pictures.ts';
import type { Task } from '../../store/order-tasks.ts';

type Services = Pick<OrdersServices, 'pool' | 'payments' | 'fulfilment' | 'casePictures' | 'now' | 'log'>;

/** Longest text that a bank takes, in characters. */
const longestText = 20_000;

async function chargebackOf({ pool }: Services, { reference }: Task): Promise<Dispute & { bankRef: string }> {
  const [dispute] = await findDisputes(pool, [reference]);
  if (dispute?.bankRef == null) throw new Error(`${reference} is no chargeback.`);
  return { ...dispute, bankRef: dispute.bankRef };
}

/** The messages of the seller and of support, oldest first. */
const answersTo = async ({ pool }: Services, { id }: Dispute): Promise<DisputeMessage[]> =>
  (await findMessagesOf(pool, [id])).filter(({ side }) => side !== 'BUYER');

/** What they wrote. */
function textOf({ number }: Dispute, answers: readonly DisputeMessage[]): string {
  const texts = answers.flatMap(({ text }) => (text === null ? [] : [text]));
  return [`Dispute ${number}`, ...texts].join('\n\n').slice(0, longestText);
}

/** A picture with its file. None when the file is missing: no try would find it. */
async function withFile(
  { casePictures: { media }, log }: Services,
  { id: picture, mimeType, key }: Picture,
): Promise<EvidencePicture[]> {
  if ((await media.peek(key, 1)) === null) {
    log.error({ picture }, 'the file of a picture is missing; the evidence of a chargeback is sent without it');
    return [];
  }
  const content = (await buffer(await media.read(key, 0))).toString('base64');
  return [{ id: picture, mimeType, content }];
}

/** Their pictures, as far as the bank takes them. */
async function picturesOf(
  services: Services,
  dispute: Dispute,
  answers: readonly DisputeMessage[],
  { attempts }: Task,
): Promise<EvidencePicture[]> {
  const { pool, now, log } = services;
  const { id } = dispute;
  const found = await findPicturesOf(
    pool,
    answers.map((answer) => answer.id),
  );
  const inOrder = answers.flatMap((answer) => found.filter(({ usedBy }) => usedBy === answer.id));
  const taken = picturesForBank(inOrder);
  const left = inOrder.length - taken.length;
  if (left > 0) log.warn({ dispute: id, pictures: left }, 'the bank does not take some pictures of a chargeback');
  if (taken.length > 0 && !mayWait(dispute, attempts, now())) {
    log.error({ dispute: id, pictures: taken.length }, 'the evidence of a chargeback is sent without its pictures');
    return [];
  }
  return (await Promise.all(taken.map((picture) => withFile(services, picture)))).flat();
}

/** What is known of the delivery. Null when fulfilment cannot be waited for any more. */
async function deliveryOf(services: Services, dispute: Dispute, task: Task): Promise<DeliveryFacts | null> {
  const { fulfilment, now, log } = services;
  try {
    return await fulfilment.deliveryOf(task.orderId, task.correlationId);
  } catch (error) {
    if (mayWait(dispute, task.attempts, now())) throw error;
    log.error({ err: error, dispute: dispute.id }, 'the evidence of a chargeback is sent without its delivery');
    return null;
  }
}

/** Submits the evidence of a chargeback: the texts and pictures, the goods, and what is known of the delivery. */
export async function sendEvidence(services: Services, task: Task): Promise<Done> {
  const { pool, payments } = services;
  const dispute = await chargebackOf(services, task);
  const [order] = await findOrders(pool, [task.orderId]);
  const answers = await answersTo(services, dispute);
  const evidence = {
    text: textOf(dispute, answers),
    pictures: await picturesOf(services, dispute, answers, task),
    goods: describeGoods(order!).slice(0, longestText),
    delivery: await deliveryOf(services, dispute, task),
  };
  return payments.submitEvidence({ ...keyOf(task, dispute), ...evidence }, task.correlationId);
}

/** Accepts a chargeback at the bank. */
export async function acceptAtBank(services: Services, task: Task): Promise<Done> {
  const dispute = await chargebackOf(services, task);
  return services.payments.acceptDispute(keyOf(task, dispute), task.correlationId);
}

/** Tries under one key. The provider may keep a failure as the result of a key, so that each later try has its own. */
const triesWithOneKey = 3;

function keyOf({ orderId, kind, reference, attempts }: Task, { bankRef }: { bankRef: string }): BankAnswer {
  const key = `${kind.toLowerCase()}:${reference}`;
  const idempotencyKey = attempts > triesWithOneKey ? `${key}:${attempts}` : key;
  return { orderId, disputeRef: bankRef, idempotencyKey };
}
