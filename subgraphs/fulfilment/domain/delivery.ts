import type { Address } from '@soko/input';
import type { DeliveryMethod } from './delivery-method.ts';
import { noAttemptsLeft, type NoAttemptsLeft, wrongDeliveryStatus, type WrongDeliveryStatus } from './refusals.ts';
import type { DeliveryStatus } from './statuses.ts';

/** The delivery of one order. */
export interface Delivery {
  id: string;
  packagingId: string;
  orderId: string;
  orderNumber: string;
  /** Null for a guest. */
  buyerId: string | null;
  sellerId: string;
  /** Store that sold all goods. Null for goods of no store, or of several, and for those of early versions. */
  storeId: string | null;
  status: DeliveryStatus;
  method: Exclude<DeliveryMethod, 'NONE'>;
  trackingNumber: string;
  address: Address;
  /** Number of delivery attempts so far. */
  attempts: number;
  proof: string | null;
  failureReason: string | null;
  version: number;
  createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  returnedAt: Date | null;
}

export type TrackingEventKind = 'READY' | 'DISPATCHED' | 'NOTED' | 'DELIVERED' | 'ATTEMPT_FAILED' | 'RETURNED';

/** One event in the public tracking of a parcel. */
export interface TrackingEvent {
  at: Date;
  kind: TrackingEventKind;
  note: string | null;
  location: string | null;
}

/** After this number of failed attempts a parcel returns to its sender. */
export const maxAttempts = 3;

/** Statuses that allow each step; the diagram in the README shows the same. */
const allowed = {
  start: ['NEW', 'FAILED'],
  track: ['IN_PROGRESS'],
  complete: ['IN_PROGRESS'],
  fail: ['IN_PROGRESS'],
} satisfies Record<string, DeliveryStatus[]>;

type Step = keyof typeof allowed;

const wording: Record<Step, string> = {
  start: 'be started',
  track: 'be tracked',
  complete: 'be completed',
  fail: 'fail',
};

/** A refusal unless a delivery with this status may take the step. */
export function forbidsDelivery(status: DeliveryStatus, step: Step): WrongDeliveryStatus | null {
  const from: DeliveryStatus[] = allowed[step];
  return from.includes(status) ? null : wrongDeliveryStatus(status, from, wording[step]);
}

/** `NEW | FAILED → IN_PROGRESS`, at most three times. */
export function startDelivery(delivery: Delivery, now: Date): Delivery | WrongDeliveryStatus | NoAttemptsLeft {
  const forbidden = forbidsDelivery(delivery.status, 'start');
  if (forbidden) return forbidden;
  const { attempts } = delivery;
  if (attempts >= maxAttempts) return noAttemptsLeft(attempts);
  return { ...delivery, status: 'IN_PROGRESS', attempts: attempts + 1, failureReason: null, startedAt: now };
}

/** `IN_PROGRESS → COMPLETED`. */
export const completeDelivery = (delivery: Delivery, proof: string, now: Date): Delivery | WrongDeliveryStatus =>
  forbidsDelivery(delivery.status, 'complete') ?? { ...delivery, status: 'COMPLETED', proof, completedAt: now };

/** `IN_PROGRESS → FAILED`; after the last attempt it also returns to its sender. */
export const failDelivery = (delivery: Delivery, reason: string, now: Date): Delivery | WrongDeliveryStatus =>
  forbidsDelivery(delivery.status, 'fail') ?? {
    ...delivery,
    status: 'FAILED',
    failureReason: reason,
    returnedAt: delivery.attempts >= maxAttempts ? now : null,
  };
