import { userIdOf } from '@soko/auth';
import type { Envelope, EventTrail } from '@soko/events';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readText } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { OrdersContext } from '../../context.ts';
import { changeDispute, type Dispute, type DisputeChange, isOpen, type Side } from '../../domain/disputes/dispute.ts';
import { disputeEvent, readyEvent, repliedEvent } from '../../domain/disputes/dispute-events.ts';
import { maxMessages, tooManyMessages, wrongDisputeStatus } from '../../domain/disputes/refusals.ts';
import { countMessages, insertMessage } from '../../store/disputes/messages.ts';
import { markTooLate } from '../../store/pictures/pictures.ts';
import {
  checkPictures,
  orPicturesGone,
  type PictureUse,
  readPictureIds,
  usePictures,
} from '../pictures/use-pictures.ts';
import { lockDispute, saveDisputeChange } from './change-in-order.ts';
import { ownerOf } from '../order-of-party.ts';
import { loadDisputeOfParty } from './dispute-party.ts';
import { loadSaved } from './load-saved.ts';
import { maxTextLength } from './open-dispute.ts';

export interface ReplyToDisputeInput {
  disputeId: string;
  token?: string | null | undefined;
  text: string;
  pictureIds?: readonly string[] | undefined;
  idempotencyKey: string;
}

/**
 * What a message changes: the seller's first one answers the dispute, and the buyer's reply to it makes the dispute ready for the
 * decision. The buyer has as long for that as the seller had.
 */
export function changeByReply(dispute: Dispute, side: Side, now: Date, answerMs: number): DisputeChange {
  if (dispute.status === 'OPEN' && side === 'SELLER') {
    const answerDueAt = dispute.kind === 'BUYER' ? new Date(now.getTime() + answerMs) : dispute.answerDueAt;
    return changeDispute(dispute, { status: 'ANSWERED', answerDueAt }, now);
  }
  const isReady = dispute.status === 'ANSWERED' && side === 'BUYER' && dispute.kind === 'BUYER';
  return changeDispute(dispute, isReady ? { status: 'READY_FOR_DECISION' } : {}, now);
}

function eventsOf({ before, after }: DisputeChange, side: Side, trail: EventTrail): Envelope[] {
  if (before.status === after.status) return [repliedEvent(after, side, trail)];
  if (after.status === 'ANSWERED') return [disputeEvent('answered', after, trail)];
  return [repliedEvent(after, side, trail), readyEvent(after, 'ANSWERS', trail)];
}

interface Reply {
  dispute: Dispute;
  side: Side;
  text: string;
  pictures: PictureUse;
}

async function reply(
  tx: pg.PoolClient,
  context: OrdersContext,
  { dispute: { id, orderId }, side, text, pictures }: Reply,
) {
  const { viewer, trail, disputes, now } = context;
  const { dispute } = await lockDispute(tx, { id, orderId });
  if (!isOpen(dispute))
    return wrongDisputeStatus(dispute.status, 'This dispute has ended. Nothing can be added to it.');
  if ((await countMessages(tx, id)) >= maxMessages) return tooManyMessages();
  const at = now();
  const messageId = newId('dsm');
  await insertMessage(tx, { id: messageId, disputeId: id, side, authorId: userIdOf(viewer), text, createdAt: at });
  await usePictures(tx, messageId, pictures);
  // Under the lock of the dispute, so that each picture is either before the submission or after it.
  if (dispute.evidenceSubmittedAt !== null && side !== 'BUYER' && pictures.ids.length > 0)
    await markTooLate(tx, messageId);
  const change = changeByReply(dispute, side, at, disputes.answerMs);
  await saveDisputeChange(tx, change, eventsOf(change, side, trail), trail);
  return { id };
}

/** Adds a message to an open dispute, by its buyer, its seller or support. */
export async function replyToDispute(context: OrdersContext, input: ReplyToDisputeInput) {
  const key = readIdempotencyKey(input.idempotencyKey);
  const text = readText(input.text, 'text', { max: maxTextLength });
  const ids = readPictureIds(input.pictureIds ?? []);
  const { dispute, order, side } = await loadDisputeOfParty(context, input);
  const owner = ownerOf(context, order);
  const pictures = { orderId: order.id, owner, ids };
  const unusable = await checkPictures(context, pictures);
  if (unusable) return unusable;
  const written = ['replyToDispute', dispute.id, text, ids];
  const result = await orPicturesGone(pictures, () =>
    once(context.pool, { owner, key, input: written }, async (tx) =>
      reply(tx, context, { dispute, side, text, pictures }),
    ),
  );
  return isRefusal(result) ? result : loadSaved(context, result.id);
}
