import { badUserInput, notFound } from '@soko/errors';
import { readList, readQuantity } from '@soko/input';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import { maxLineQuantity } from '../../domain/cart.ts';
import { relationsTo } from '../../domain/may-see.ts';
import { closeReturn, type ReceivedPieces, receiveReturn as receive } from '../../domain/returns/change-return.ts';
import { mayReceiveReturn, type OpenedReturn } from '../../domain/returns/may-see-return.ts';
import type { CaseOpen } from '../../domain/refusals.ts';
import type { ReturnTooMany, WrongReturnStatus } from '../../domain/returns/refusals.ts';
import type { Return } from '../../domain/returns/return.ts';
import { findOpenCase, lockOrder } from '../../store/cases.ts';
import { findEarlierRefunds } from '../../store/earlier-refunds.ts';
import { findReturns } from '../../store/returns/find-returns.ts';
import { saveReturn } from '../../store/returns/save-return.ts';
import { forgetOrder, workOnReturn } from './change-return.ts';

export interface ReceiveReturnInput {
  returnId: string;
  lines: readonly { lineId: string; quantity: number; condition: 'RESALABLE' | 'DAMAGED' }[];
}

type Refusal = WrongReturnStatus | CaseOpen | ReturnTooMany;

/** Pieces by line. A line may be named once for each condition. */
function readPieces({ lines }: ReceiveReturnInput, { lines: expected }: Return): ReceivedPieces[] {
  const pieces = new Map<string, ReceivedPieces>();
  readList(lines, 'lines', { min: 1, max: 200 });
  for (const [index, { lineId, quantity, condition }] of lines.entries()) {
    const line = expected.find((each) => each.lineId === lineId);
    if (line === undefined) throw badUserInput('The line must be one of the return.', `lines.${index}.lineId`);
    readQuantity(quantity, `lines.${index}.quantity`, { min: 0, max: maxLineQuantity });
    const { resalable, damaged } = pieces.get(lineId) ?? { resalable: 0, damaged: 0 };
    const counted =
      condition === 'RESALABLE'
        ? { lineId, resalable: resalable + quantity, damaged }
        : { lineId, resalable, damaged: damaged + quantity };
    if (counted.resalable + counted.damaged > line.quantity) {
      throw badUserInput(`At most ${line.quantity} pieces of this line can come back.`, `lines.${index}.quantity`);
    }
    pieces.set(lineId, counted);
  }
  return [...pieces.values()];
}

/** `→ RECEIVED`, or on to REFUNDED when there is nothing to refund, in one transaction. */
const saveReceived = (
  { pool, trail, now }: OrdersContext,
  { id, orderId }: Return,
  received: readonly ReceivedPieces[],
): Promise<Return | Refusal> =>
  inTransaction(pool, async (tx) => {
    const order = await lockOrder(tx, orderId);
    const [before] = await findReturns(tx, [id]);
    if (order === null || before === undefined) throw notFound('The return');
    const earlier = await findEarlierRefunds(tx, order, id);
    const openCaseId = await findOpenCase(tx, orderId);
    const step = receive(before, order, { received, earlier, openCaseId, now: now() });
    if (step === null) return before;
    if (isRefusal(step)) return step;
    await saveReturn(tx, before, order, step, trail);
    if (step.after.refundMinor !== 0n) return step.after;
    const counted = (await lockOrder(tx, orderId))!;
    const closed = closeReturn(step.after, counted, 0n, now());
    await saveReturn(tx, step.after, counted, closed, trail);
    return closed.after;
  });

/** Records what came back and in which condition. Sound pieces go back into stock, and the buyer gets their money. */
export async function receiveReturn(
  context: OrdersContext,
  input: ReceiveReturnInput,
): Promise<OpenedReturn | Refusal> {
  const [known] = await findReturns(context.pool, [input.returnId]);
  const opened = known && { ...known, isOpened: false };
  if (!opened || !mayReceiveReturn(relationsTo(context.viewer, opened, await context.sellerIds()))) {
    throw notFound('The return');
  }
  const saved = await saveReceived(context, opened, readPieces(input, opened));
  if (isRefusal(saved)) return saved;
  await workOnReturn(context, opened);
  forgetOrder(context, opened.orderId);
  const [latest] = await findReturns(context.pool, [opened.id]);
  return { ...latest!, isOpened: false };
}
