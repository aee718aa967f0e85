import { buffer } from 'node:stream/consumers';
import { describeGoods, mayWait, picturesForBank, textForBank } from '../../domain/disputes/chargeback.ts';
import type { Dispute, DisputeMessage } from '../../domain/disputes/dispute.ts';
import type { LeftOut, Picture } from '../../domain/pictures/picture.ts';
import type { DeliveryFacts } from '../../peers/fulfilment.ts';
import type { BankAnswer, Done, EvidencePicture } from '../../peers/payments.ts';
import type { OrdersServices } from '../../services.ts';
import { findDisputes } from '../../store/disputes/disputes.ts';
import { findMessagesOf } from '../../store/disputes/messages.ts';
import { findOrders } from '../../store/find-orders.ts';
import { findPicturesOf, saveLeftOut } from '../../store/pictures/pictures.ts';
import type { Task } from '../../store/order-tasks.ts';

type Services = Pick<OrdersServices, 'pool' | 'payments' | 'fulfilment' | 'casePictures' | 'now' | 'log'>;

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
  return textForBank([`Dispute ${number}`, ...texts].join('\n\n'));
}

/** A picture with its file. Null when the file is missing: no try would find it. */
async function withFile(
  { casePictures: { media }, log }: Services,
  { id: picture, mimeType, key, shows }: Picture,
): Promise<EvidencePicture | null> {
  if ((await media.peek(key, 1)) === null) {
    log.error({ picture }, 'the file of a picture is missing; the evidence of a chargeback is sent without it');
    return null;
  }
  const content = (await buffer(await media.read(key, 0))).toString('base64');
  return { id: picture, mimeType, shows, content };
}

interface PicturesToSend {
  sent: readonly EvidencePicture[];
  /** By id of the picture; null for those that are sent. */
  reasons: Map<string, LeftOut | null>;
}

/** Their pictures, as far as the bank takes them. */
async function picturesOf(
  services: Services,
  dispute: Dispute,
  answers: readonly DisputeMessage[],
  { attempts }: Task,
): Promise<PicturesToSend> {
  const { pool, now, log } = services;
  const { id } = dispute;
  const found = await findPicturesOf(
    pool,
    answers.map((answer) => answer.id),
  );
  const inOrder = answers.flatMap((answer) => found.filter(({ usedBy }) => usedBy === answer.id));
  const { taken, leftOut } = picturesForBank<Picture>(inOrder.filter((picture) => picture.leftOut !== 'TOO_LATE'));
  const reasons = new Map<string, LeftOut | null>([...leftOut].map(([picture, reason]) => [picture.id, reason]));
  if (reasons.size > 0)
    log.warn({ dispute: id, pictures: reasons.size }, 'the bank does not take some pictures of a chargeback');
  if (taken.length > 0 && !mayWait(dispute, attempts, now())) {
    log.error({ dispute: id, pictures: taken.length }, 'the evidence of a chargeback is sent without its pictures');
    for (const picture of taken) reasons.set(picture.id, 'NO_TIME');
    return { sent: [], reasons };
  }
  const read = await Promise.all(taken.map((picture) => withFile(services, picture)));
  for (const [index, picture] of taken.entries()) reasons.set(picture.id, read[index] === null ? 'NO_FILE' : null);
  return { sent: read.filter((picture) => picture !== null), reasons };
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

/**
 * Submits the evidence of a chargeback: the texts and pictures, the goods, and what is known of the delivery. Saves which pictures the
 * bank did not get, so that those who showed them can see it.
 */
export async function sendEvidence(services: Services, task: Task): Promise<Done> {
  const { pool, payments } = services;
  const dispute = await chargebackOf(services, task);
  const [order] = await findOrders(pool, [task.orderId]);
  const answers = await answersTo(services, dispute);
  const { sent, reasons } = await picturesOf(services, dispute, answers, task);
  const evidence = {
    text: textOf(dispute, answers),
    pictures: sent,
    goods: textForBank(describeGoods(order!)),
    delivery: await deliveryOf(services, dispute, task),
  };
  const result = await payments.submitEvidence({ ...keyOf(task, dispute), ...evidence }, task.correlationId);
  if (!result.done) return result;
  await saveLeftOut(pool, knownReasons(reasons, result.refusedPictureIds));
  return { done: true };
}

/** The reasons that are certain. An earlier try that the bank has, and whose answer was lost, may have had time for the pictures. */
function knownReasons(
  reasons: PicturesToSend['reasons'],
  refused: readonly string[] | null,
): PicturesToSend['reasons'] {
  if (refused === null) return new Map([...reasons].filter(([, reason]) => reason !== 'NO_TIME'));
  return new Map([...reasons, ...refused.map((id) => [id, 'REFUSED'] as const)]);
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
