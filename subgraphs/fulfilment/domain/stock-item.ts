import { badUserInput } from '@soko/errors';
import { stockTooLow, type StockTooLow } from './refusals.ts';

/** The greatest quantity of one command. */
export const maxQuantity = 1_000_000;

/** Keeps the column within a 32-bit integer. */
const maxOnHand = 2_000_000_000;

/** Throws BAD_USER_INPUT at `field` when more than the greatest stock of a variant would be on hand. */
export function requireRoom({ onHand }: Pick<StockItem, 'onHand'>, added: number, field: string): void {
  if (onHand + added <= maxOnHand) return;
  throw badUserInput(`The resulting stock must not exceed ${maxOnHand.toLocaleString('en')}.`, field);
}

/** The stock of one variant. */
export interface StockItem {
  id: string;
  variantId: string;
  productId: string;
  sellerId: string;
  storeId: string | null;
  onHand: number;
  reserved: number;
  version: number;
  updatedAt: Date;
}

export type StockMovementKind = 'RECEIVE' | 'RESERVE' | 'RELEASE' | 'PICK' | 'RESTOCK' | 'ADJUST';

/** One change of stock. `by` is the id of a viewer or the name of a service. */
export interface StockMovement {
  id: string;
  kind: StockMovementKind;
  onHandDelta: number;
  reservedDelta: number;
  orderId: string | null;
  reason: string | null;
  by: string;
  at: Date;
}

/** A change of stock that is to be made. */
export interface StockMove {
  variantId: string;
  kind: StockMovementKind;
  /** Change of the items on hand. */
  onHand: number;
  /** Change of the reserved items. */
  reserved: number;
  orderId: string | null;
  reason: string | null;
}

export const availableOf = ({ onHand, reserved }: Pick<StockItem, 'onHand' | 'reserved'>): number => onHand - reserved;

/** A refusal unless the stock may change by `delta`: items that are reserved for orders must stay on hand. */
export function forbidsAdjusting(
  { onHand, reserved }: Pick<StockItem, 'onHand' | 'reserved'>,
  delta: number,
): StockTooLow | null {
  const wanted = onHand + delta;
  return wanted >= reserved ? null : stockTooLow({ onHand, reserved }, wanted);
}

export type StockLevel = 'IN_STOCK' | 'LOW' | 'SOLD_OUT';

/** Stock of `lowAt` items or fewer counts as low. */
export function levelOf(available: number, lowAt: number): StockLevel {
  if (available <= 0) return 'SOLD_OUT';
  return available <= lowAt ? 'LOW' : 'IN_STOCK';
}
