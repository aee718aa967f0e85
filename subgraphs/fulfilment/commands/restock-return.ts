import { requireService } from '@soko/auth';
import { readList, readQuantity } from '@soko/input';
import { inTransaction } from '@soko/postgres';
import type { FulfilmentContext } from '../context.ts';
import { maxQuantity } from '../domain/stock-item.ts';
import { moveStock } from '../store/move-stock.ts';
import { addReturnedLines } from '../store/returned-lines.ts';

export interface RestockReturnInput {
  returnId: string;
  orderId: string;
  lines: readonly { lineId: string; variantId: string; quantity: number }[];
}

/** Puts the sound pieces of a return back into stock, each line once. */
export async function restockReturn(
  context: FulfilmentContext,
  { returnId, orderId, lines }: RestockReturnInput,
): Promise<{ returnId: string }> {
  requireService(context.viewer);
  readList(lines, 'lines', { min: 1, max: 500 });
  for (const [index, { quantity }] of lines.entries()) {
    readQuantity(quantity, `lines.${index}.quantity`, { min: 1, max: maxQuantity });
  }
  await inTransaction(context.pool, async (tx) => {
    const added = new Set(await addReturnedLines(tx, { returnId, orderId, lines, now: context.now() }));
    const moves = lines
      .filter(({ lineId }) => added.has(lineId))
      .map(({ variantId, quantity }) => ({
        variantId,
        kind: 'RESTOCK' as const,
        onHand: quantity,
        reserved: 0,
        orderId,
        reason: 'Sent back by the buyer',
      }));
    await moveStock(tx, moves, context);
  });
  return { returnId };
}
