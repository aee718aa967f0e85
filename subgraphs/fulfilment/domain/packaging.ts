import type { Address } from '@soko/input';
import type { DeliveryMethod } from './delivery-method.ts';
import { packedTooMany, type PackedTooMany, wrongPackagingStatus, type WrongPackagingStatus } from './refusals.ts';
import type { PackagingStatus } from './statuses.ts';

export interface PackagingLine {
  /** Id of the order line. */
  lineId: string;
  variantId: string;
  title: string;
  sku: string;
  /** The ordered quantity. */
  quantity: number;
  packedQuantity: number;
}

/** The package of one order. */
export interface Packaging {
  id: string;
  orderId: string;
  orderNumber: string;
  /** Null for a guest. */
  buyerId: string | null;
  sellerId: string;
  /** Store that sold all goods. Null for goods of no store, or of several, and for those of early versions. */
  storeId: string | null;
  status: PackagingStatus;
  deliveryMethod: DeliveryMethod;
  address: Address;
  lines: readonly PackagingLine[];
  reason: string | null;
  version: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Statuses that allow each step; the diagram in the README shows the same. */
const allowed = {
  start: ['NEW'],
  change: ['IN_PROGRESS'],
  complete: ['IN_PROGRESS'],
  fail: ['IN_PROGRESS'],
} satisfies Record<string, PackagingStatus[]>;

type Step = keyof typeof allowed;

const wording: Record<Step, string> = {
  start: 'be started',
  change: 'be changed',
  complete: 'be completed',
  fail: 'fail',
};

/** A refusal unless a package with this status may take the step. */
export function forbidsPackaging(status: PackagingStatus, step: Step): WrongPackagingStatus | null {
  const from: PackagingStatus[] = allowed[step];
  return from.includes(status) ? null : wrongPackagingStatus(status, from, wording[step]);
}

/** `NEW → IN_PROGRESS`. */
export const startPackaging = (packaging: Packaging, now: Date): Packaging | WrongPackagingStatus =>
  forbidsPackaging(packaging.status, 'start') ?? { ...packaging, status: 'IN_PROGRESS', startedAt: now };

/** Sets the packed quantity of one line. */
export function setPackedQuantity(
  packaging: Packaging,
  lineId: string,
  quantity: number,
): Packaging | WrongPackagingStatus | PackedTooMany {
  const forbidden = forbidsPackaging(packaging.status, 'change');
  if (forbidden) return forbidden;
  const ordered = packaging.lines.find((line) => line.lineId === lineId)?.quantity ?? 0;
  if (quantity > ordered) return packedTooMany(quantity, ordered);
  const lines = packaging.lines.map((line) => (line.lineId === lineId ? { ...line, packedQuantity: quantity } : line));
  return { ...packaging, lines };
}

export const nothingPacked = 'No items were packed.';

/** `IN_PROGRESS → COMPLETED`, or `→ FAILED` when no line has packed items. */
export function completePackaging(packaging: Packaging, now: Date): Packaging | WrongPackagingStatus {
  const forbidden = forbidsPackaging(packaging.status, 'complete');
  if (forbidden) return forbidden;
  if (packaging.lines.every((line) => line.packedQuantity === 0)) return failPackaging(packaging, nothingPacked, now);
  return { ...packaging, status: 'COMPLETED', finishedAt: now };
}

/** `IN_PROGRESS → FAILED`. */
export function failPackaging(packaging: Packaging, reason: string, now: Date): Packaging | WrongPackagingStatus {
  const lines = packaging.lines.map((line) => ({ ...line, packedQuantity: 0 }));
  return (
    forbidsPackaging(packaging.status, 'fail') ?? { ...packaging, lines, status: 'FAILED', reason, finishedAt: now }
  );
}

/** `NEW → CANCELLED`, or null once packing has started. */
export const cancelPackaging = (packaging: Packaging, reason: string, now: Date): Packaging | null =>
  packaging.status === 'NEW' ? { ...packaging, status: 'CANCELLED', reason, finishedAt: now } : null;
