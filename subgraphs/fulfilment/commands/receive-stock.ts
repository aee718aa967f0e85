import { readOptional, readQuantity, readText } from '@soko/input';
import type { SellerNotActive } from '@soko/refusals';
import type { FulfilmentContext } from '../context.ts';
import type { NotKeptInStock } from '../domain/refusals.ts';
import { maxQuantity, requireRoom, type StockItem } from '../domain/stock-item.ts';
import { changeStock, type StockChange } from './change-stock.ts';

export interface ReceiveStockInput extends StockChange {
  quantity: number;
  reason?: string | null | undefined;
}

/** Adds received goods to stock. */
export function receiveStock(
  context: FulfilmentContext,
  input: ReceiveStockInput,
): Promise<StockItem | NotKeptInStock | SellerNotActive> {
  const quantity = readQuantity(input.quantity, 'quantity', { min: 1, max: maxQuantity });
  const reason = readOptional(readText, input.reason, 'reason', { max: 200 });
  return changeStock<never>(context, input, { kind: 'RECEIVE', onHand: quantity, reason }, (item) => {
    requireRoom(item, quantity, 'quantity');
    return null;
  });
}
