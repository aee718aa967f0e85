import type { Address } from './address.ts';
import type { DeliveryMethod } from './delivery.ts';
import { type PackedTooMany, refuse, type WrongPackagingStatus } from './refusal.ts';

export type PackagingStatus = 'NEW' | 'IN_PROGRESS' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

export interface PackagingLine {
  /** The line of the order. */
  lineId: string;
  variantId: string;
  title: string;
  sku: string;
  /** As ordered. */
  quantity: number;
  packedQuantity: number;
}

/** The packing of one order. */
export interface Packaging {
  id: string;
  orderId: string;
  orderNumber: string;
  /** Null for a guest. */
  buyerId: string | null;
  sellerId: string;
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

/** The statuses from which each step may be taken; the diagram in the README shows the same. */
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

/** Null when a package of this status may take the step. */
export function forbidsPackaging(status: PackagingStatus, step: Step): WrongPackagingStatus | null {
  const from: PackagingStatus[] = allowed[step];
  if (from.includes(status)) return null;
  const message = `A package that is ${status} cannot ${wording[step]}; it has to be ${from.join(' or ')}.`;
  return refuse('WrongPackagingStatus', message, { status, allowed: from });
}

/** `NEW → IN_PROGRESS`. */
export const startPackaging = (packaging: Packaging, now: Date): Packaging | WrongPackagingStatus =>
  forbidsPackaging(packaging.status, 'start') ?? { ...packaging, status: 'IN_PROGRESS', startedAt: now };

/** So many of a line are in the package. */
export function setPackedQuantity(
  packaging: Packaging,
  lineId: string,
  quantity: number,
): Packaging | WrongPackagingStatus | PackedTooMany {
  const forbidden = forbidsPackaging(packaging.status, 'change');
  if (forbidden) return forbidden;
  const ordered = packaging.lines.find((line) => line.lineId === lineId)?.quantity ?? 0;
  if (quantity > ordered) {
    return refuse('PackedTooMany', `${ordered} were ordered; ${quantity} do not go into the package.`, { ordered });
  }
  const lines = packaging.lines.map((line) => (line.lineId === lineId ? { ...line, packedQuantity: quantity } : line));
  return { ...packaging, lines };
}

export const nothingPacked = 'Nothing was packed.';

/** `IN_PROGRESS → COMPLETED`, or `→ FAILED` with nothing in the package. */
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

/** `NEW → CANCELLED`, or null when somebody has begun. */
export const cancelPackaging = (packaging: Packaging, reason: string, now: Date): Packaging | null =>
  packaging.status === 'NEW' ? { ...packaging, status: 'CANCELLED', reason, finishedAt: now } : null;
