import { badUserInput } from '@soko/errors';
import { readQuantity, readText } from '@soko/input';
import type { SellerNotActive } from '@soko/refusals';
import type { FulfilmentContext } from '../context.ts';
import type { NotKeptInStock, StockTooLow } from '../domain/refusals.ts';
import { forbidsAdjusting, maxQuantity, requireRoom, type StockItem } from '../domain/stock-item.ts';
import { changeStock, type StockChange } from './change-stock.ts';

export interface AdjustStockInput extends StockChange {
  delta: number;
  reason: string;
}

/** Corrects the number of items on hand. */
export function adjustStock(
  context: FulfilmentContext,
  input: AdjustStockInput,
): Promise<StockItem | NotKeptInStock | StockTooLow | SellerNotActive> {
  const delta = readQuantity(input.delta, 'delta', { min: -maxQuantity, max: maxQuantity });
  if (delta === 0) throw badUserInput('The delta must not be 0.', 'delta');
  const reason = readText(input.reason, 'reason', { min: 3, max: 200 });
  return changeStock(context, input, { kind: 'ADJUST', onHand: delta, reason }, (item) => {
    requireRoom(item, delta, 'delta');
    return forbidsAdjusting(item, delta);
  });
}
