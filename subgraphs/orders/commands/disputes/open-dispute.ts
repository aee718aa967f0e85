import { userIdOf } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readList, readQuantity, readText } from '@soko/input';
import { tell } from '@soko/outbox';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { OrdersContext } from '../../context.ts';
import type { DisputedLine, DisputeReason, Side } from '../../domain/disputes/dispute.ts';
import { disputeEvent } from '../../domain/disputes/dispute-events.ts';
import { forbidsOpening, newDispute, type Opening } from '../../domain/disputes/open-dispute.ts';
import { isBuyer } from '../../domain/may-see.ts';
import { caseOpen } from '../../domain/refusals.ts';
import { findOpenCase, lockOrder } from '../../store/cases.ts';
import { findDisputeFacts, insertDispute } from '../../store/disputes/disputes.ts';
import { findEarlierRefunds } from '../../store/earlier-refunds.ts';
import { addDisputeHistory, insertMessage } from '../../store/disputes/messages.ts';
import {
  checkPictures,
  orPicturesGone,
  type PictureUse,
  readPictureIds,
  usePictures,
} from '../pictures/use-pictures.ts';
import { loadOrderOfParty, ownerOf } from '../order-of-party.ts';
import { loadSaved } from './load-saved.ts';

export interface OpenDisputeInput {
  orderId: string;
  token?: string | null | undefined;
  reason: DisputeReason;
  text: string;
  pictureIds?: readonly string[] | undefined;
  lines?: readonly DisputedLine[] | null | undefined;
  idempotencyKey: string;
}

/** Longest text of a message of a dispute, in characters. */
export const maxTextLength = 4_000;

const maxLines = 100;
const maxPieces = 999;

function readLines(given: readonly DisputedLine[]): DisputedLine[] {
  const lines = readList(given, 'lines', { min: 0, max: maxLines }).map(({ lineId, quantity }, index) => ({
    lineId,
    quantity: readQuantity(quantity, `lines.${index}.quantity`, { min: 1, max: maxPieces }),
  }));
  const ids = lines.map(({ lineId }) => lineId);
  const repeated = ids.findIndex((id, index) => ids.indexOf(id) < index);
  if (repeated >= 0) throw badUserInput('Name each line once.', `lines.${repeated}.lineId`);
  return lines;
}

interface Wanted extends Opening {
  orderId: string;
  text: string;
  pictures: PictureUse;
}

async function open(tx: pg.PoolClient, context: OrdersContext, { orderId, text, pictures, ...opening }: Wanted) {
  const { disputes: times, viewer, trail, now } = context;
  const order = await lockOrder(tx, orderId);
  if (order === null) throw notFound('The order');
  const openCase = await findOpenCase(tx, orderId);
  if (openCase !== null) return caseOpen(openCase);
  const earlier = await findEarlierRefunds(tx, order);
  const facts = { order, earlier, ...(await findDisputeFacts(tx, orderId)) };
  const at = now();
  const refusal = forbidsOpening(facts, opening.reason, at, times);
  if (refusal) return refusal;
  const dispute = newDispute(facts, opening, at, times);
  await insertDispute(tx, dispute);
  await addDisputeHistory(tx, { disputeId: dispute.id, at, from: null, to: 'OPEN', actor: trail.actor });
  const messageId = newId('dsm');
  const author = { side: 'BUYER' as Side, authorId: userIdOf(viewer) };
  await insertMessage(tx, { id: messageId, disputeId: dispute.id, ...author, text, createdAt: at });
  await usePictures(tx, messageId, pictures);
  await tell(tx, [disputeEvent('opened', dispute, trail)]);
  return { id: dispute.id };
}

/** Opens a dispute about an order. Only its buyer may do this, and not while another case of the order is open. */
export async function openDispute(context: OrdersContext, input: OpenDisputeInput) {
  const key = readIdempotencyKey(input.idempotencyKey);
  const text = readText(input.text, 'text', { max: maxTextLength });
  const lines = readLines(input.lines ?? []);
  const ids = readPictureIds(input.pictureIds ?? []);
  const { order } = await loadOrderOfParty(context, input);
  if (!isBuyer(context.viewer, order)) throw notFound('The order');
  const owner = ownerOf(context, order);
  const pictures = { orderId: order.id, owner, ids };
  const wanted = { orderId: order.id, reason: input.reason, lines, text, pictures };
  const unusable = await checkPictures(context, pictures);
  if (unusable) return unusable;
  const result = await orPicturesGone(pictures, () =>
    once(context.pool, { owner, key, input: ['openDispute', wanted] }, async (tx) => open(tx, context, wanted)),
  );
  return isRefusal(result) ? result : loadSaved(context, result.id);
}
