import { badUserInput } from '@soko/errors';
import { readOptional, readQuantity, readText } from '@soko/input';
import type { SellerNotActive } from '@soko/refusals';
import type { FulfilmentContext } from '../context.ts';
import type { NotKeptInStock } from '../domain/refusals.ts';
import { maxQuantity, type StockItem } from '../domain/stock-item.ts';
import { changeStock, type StockChange } from './change-stock.ts';

export interface ReceiveStockInput extends StockChange {
  quantity: number;
  reason?: string | null | undefined;
}

/** Keeps the column within a 32-bit integer. */
const maxOnHand = 2_000_000_000;

/** Adds received goods to stock. */
export function receiveStock(
  context: FulfilmentContext,
  input: ReceiveStockInput,
): Promise<StockItem | NotKeptInStock | SellerNotActive> {
  const quantity = readQuantity(input.quantity, 'quantity', { min: 1, max: maxQuantity });
  const reason = readOptional(readText, input.reason, 'reason', { max: 200 });
  return changeStock<never>(context, input, { kind: 'RECEIVE', onHand: quantity, reason }, ({ onHand }) => {
    if (onHand + quantity <= maxOnHand) return null;
    throw badUserInput(`The resulting stock must not exceed ${maxOnHand.toLocaleString('en')}.`, 'quantity');
  });
}
