import { refuse, type StockTooLow } from './refusal.ts';

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

/** One change of stock; `by` is an id or the name of a service. */
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

/** A change of stock to be made. */
export interface StockMove {
  variantId: string;
  kind: StockMovementKind;
  /** What it adds to what is on hand. */
  onHand: number;
  /** What it adds to what is reserved. */
  reserved: number;
  orderId: string | null;
  reason: string | null;
}

export const availableOf = ({ onHand, reserved }: Pick<StockItem, 'onHand' | 'reserved'>): number => onHand - reserved;

/** Null when the count may be corrected by `delta`: what is promised to orders has to stay on hand. */
export function forbidsAdjusting(
  { onHand, reserved }: Pick<StockItem, 'onHand' | 'reserved'>,
  delta: number,
): StockTooLow | null {
  if (onHand + delta >= reserved) return null;
  const message = `${reserved} of the ${onHand} on hand are promised to orders; ${onHand + delta} would not be enough.`;
  return refuse('StockTooLow', message, { onHand, reserved });
}

export type StockLevel = 'IN_STOCK' | 'LOW' | 'SOLD_OUT';

/** `lowAt` or fewer are few. */
export function levelOf(available: number, lowAt: number): StockLevel {
  if (available <= 0) return 'SOLD_OUT';
  return available <= lowAt ? 'LOW' : 'IN_STOCK';
}
