import type { Address } from './address.ts';
import { type NoAttemptsLeft, refuse, type WrongDeliveryStatus } from './refusal.ts';

export type DeliveryMethod = 'STANDARD' | 'EXPRESS' | 'PICKUP' | 'NONE';

export type DeliveryStatus = 'NEW' | 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';

/** The delivery of one order. */
export interface Delivery {
  id: string;
  packagingId: string;
  orderId: string;
  orderNumber: string;
  /** Null for a guest. */
  buyerId: string | null;
  sellerId: string;
  status: DeliveryStatus;
  method: Exclude<DeliveryMethod, 'NONE'>;
  trackingNumber: string;
  address: Address;
  /** How often a courier set out with it. */
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

/** Something that happened to a parcel. */
export interface TrackingEvent {
  at: Date;
  kind: TrackingEventKind;
  note: string | null;
  location: string | null;
}

/** After so many failed attempts a parcel goes back. */
export const mostAttempts = 3;

/** The statuses from which each step may be taken; the diagram in the README shows the same. */
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

/** Null when a delivery of this status may take the step. */
export function forbidsDelivery(status: DeliveryStatus, step: Step): WrongDeliveryStatus | null {
  const from: DeliveryStatus[] = allowed[step];
  if (from.includes(status)) return null;
  const message = `A delivery that is ${status} cannot ${wording[step]}; it has to be ${from.join(' or ')}.`;
  return refuse('WrongDeliveryStatus', message, { status, allowed: from });
}

/** `NEW | FAILED → IN_PROGRESS`, three times at most. */
export function startDelivery(delivery: Delivery, now: Date): Delivery | WrongDeliveryStatus | NoAttemptsLeft {
  const forbidden = forbidsDelivery(delivery.status, 'start');
  if (forbidden) return forbidden;
  const { attempts } = delivery;
  if (attempts >= mostAttempts) {
    return refuse('NoAttemptsLeft', `It was tried ${attempts} times and went back to its sender.`, { attempts });
  }
  return { ...delivery, status: 'IN_PROGRESS', attempts: attempts + 1, failureReason: null, startedAt: now };
}

/** `IN_PROGRESS → COMPLETED`. */
export const completeDelivery = (delivery: Delivery, proof: string, now: Date): Delivery | WrongDeliveryStatus =>
  forbidsDelivery(delivery.status, 'complete') ?? { ...delivery, status: 'COMPLETED', proof, completedAt: now };

/** `IN_PROGRESS → FAILED`; the last time it also goes back to its sender. */
export const failDelivery = (delivery: Delivery, reason: string, now: Date): Delivery | WrongDeliveryStatus =>
  forbidsDelivery(delivery.status, 'fail') ?? {
    ...delivery,
    status: 'FAILED',
    failureReason: reason,
    returnedAt: delivery.attempts >= mostAttempts ? now : null,
  };
