import type { BookEntry } from '../providers/provider-books.ts';
import type { ProviderName } from './payment.ts';

export const stages = ['AUTHORIZED', 'CAPTURED', 'REFUNDED'] as const;
export type Stage = (typeof stages)[number];

export type BreakKind = 'UNKNOWN_HERE' | 'NOT_RECORDED_HERE' | 'AMOUNT_DIFFERS' | 'MISSING_AT_PROVIDER';

/** Something in which the provider's books differ from ours, in minor units of `currency`. */
export interface Break {
  stage: Stage;
  kind: BreakKind;
  providerRef: string;
  paymentId: string | null;
  refundId: string | null;
  currency: string;
  /** Null where we have nothing of it. */
  oursMinor: bigint | null;
  /** Null where the provider has nothing of it. */
  theirsMinor: bigint | null;
}

/** What we have of something at a provider. */
export interface OurEntry {
  /** As the provider calls it: a payment, or a refund. */
  ref: string;
  paymentId: string;
  refundId: string | null;
  currency: string;
  /** Nothing where it never came so far here. */
  amountMinor: bigint;
}

export interface Amounts {
  authorized: bigint;
  captured: bigint;
  refunded: bigint;
}

/** What one currency came to on a day, here and there; `theirs` is null where the provider has no books. */
export interface Totals {
  currency: string;
  ours: Amounts;
  theirs: Amounts | null;
}

export type ReconciliationStatus = 'PENDING' | 'DONE' | 'NOT_COMPARABLE';

/** A provider's day. */
export interface Reconciliation {
  /** `2026-11-20` */
  day: string;
  provider: ProviderName;
  status: ReconciliationStatus;
  final: boolean;
  complete: boolean;
  totals: readonly Totals[];
  breakCount: number;
  attempts: number;
  lastError: string | null;
  ranAt: Date | null;
}

export const nothing: Amounts = { authorized: 0n, captured: 0n, refunded: 0n };

export const amountOf: Readonly<Record<Stage, keyof Amounts>> = {
  AUTHORIZED: 'authorized',
  CAPTURED: 'captured',
  REFUNDED: 'refunded',
};

/** What is wrong with something the provider booked, by what we have of it. Null: nothing. */
export function compareEntry(stage: Stage, theirs: BookEntry, ours: OurEntry | undefined): Break | null {
  const common = {
    stage,
    providerRef: theirs.refundRef ?? theirs.ref,
    paymentId: ours?.paymentId ?? null,
    refundId: ours?.refundId ?? null,
    currency: theirs.currency,
    theirsMinor: theirs.amountMinor,
  };
  if (ours === undefined) return { ...common, kind: 'UNKNOWN_HERE', oursMinor: null };
  const oursMinor = ours.amountMinor;
  if (oursMinor === 0n) return { ...common, kind: 'NOT_RECORDED_HERE', oursMinor };
  const same = oursMinor === theirs.amountMinor && ours.currency === theirs.currency;
  return same ? null : { ...common, kind: 'AMOUNT_DIFFERS', oursMinor };
}

/** What is wrong with something of ours that the provider's day does not have. `theirsMinor` is what it says when asked. */
export function compareMissing(stage: Stage, ours: OurEntry, theirsMinor: bigint | null): Break | null {
  if (theirsMinor === ours.amountMinor) return null;
  const { ref: providerRef, paymentId, refundId, currency, amountMinor: oursMinor } = ours;
  const kind = theirsMinor === null || theirsMinor === 0n ? 'MISSING_AT_PROVIDER' : 'AMOUNT_DIFFERS';
  return { stage, kind, providerRef, paymentId, refundId, currency, oursMinor, theirsMinor };
}

const dayMs = 86_400_000;
/** Webhooks of a day's last minutes may come so late. */
const graceMs = 3_600_000;

/** A day in UTC: from when until before when, and from when its books are closed. Null for what is no day. */
export function readDay(day: string) {
  const from = new Date(`${day}T00:00:00.000Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(from.getTime()) || from.toISOString().slice(0, 10) !== day) {
    return null;
  }
  const before = new Date(from.getTime() + dayMs);
  return { from, before, closedAt: new Date(before.getTime() + graceMs) };
}

/** The last day whose books are closed. */
export const lastClosedDay = (now: Date): string =>
  new Date(now.getTime() - graceMs - dayMs).toISOString().slice(0, 10);
