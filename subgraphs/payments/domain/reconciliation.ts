import type { ProviderName } from './payment.ts';
import type { BookEntry } from './provider-payment.ts';

export const stages = ['AUTHORIZED', 'CAPTURED', 'REFUNDED'] as const;
export type Stage = (typeof stages)[number];

export type BreakKind = 'UNKNOWN_HERE' | 'NOT_RECORDED_HERE' | 'AMOUNT_DIFFERS' | 'MISSING_AT_PROVIDER';

/** A discrepancy between the provider's records and ours, in minor units of `currency`. */
export interface Break {
  stage: Stage;
  kind: BreakKind;
  providerRef: string;
  paymentId: string | null;
  refundId: string | null;
  currency: string;
  /** Null if we have no record. */
  oursMinor: bigint | null;
  /** Null if the provider has no record. */
  theirsMinor: bigint | null;
}

/** Our record of a payment or refund at a provider. */
export interface OurEntry {
  /** Id at the provider: of the payment, or of the refund. */
  ref: string;
  /** Null for a deposit. */
  paymentId: string | null;
  refundId: string | null;
  currency: string;
  /** Zero if our payment has not reached this stage. */
  amountMinor: bigint;
}

export interface Amounts {
  authorized: bigint;
  captured: bigint;
  refunded: bigint;
}

/** Totals of a day in one currency. `theirs` is null if the provider offers no records. */
export interface Totals {
  currency: string;
  ours: Amounts;
  theirs: Amounts | null;
}

export type ReconciliationStatus = 'PENDING' | 'DONE' | 'NOT_COMPARABLE';

/** The reconciliation of one day at one provider. */
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

export const zeroAmounts: Amounts = { authorized: 0n, captured: 0n, refunded: 0n };

export const amountOf: Readonly<Record<Stage, keyof Amounts>> = {
  AUTHORIZED: 'authorized',
  CAPTURED: 'captured',
  REFUNDED: 'refunded',
};

/** Compares a record of the provider with ours. Null when they agree. */
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

/** Compares our record, missing in the provider's day, with the amount that the provider reports when asked. */
export function compareMissing(stage: Stage, ours: OurEntry, theirsMinor: bigint | null): Break | null {
  if (theirsMinor === ours.amountMinor) return null;
  const { ref: providerRef, paymentId, refundId, currency, amountMinor: oursMinor } = ours;
  const kind = theirsMinor === null || theirsMinor === 0n ? 'MISSING_AT_PROVIDER' : 'AMOUNT_DIFFERS';
  return { stage, kind, providerRef, paymentId, refundId, currency, oursMinor, theirsMinor };
}

const dayMs = 86_400_000;
/** Time for late webhooks of the last minutes of a day. */
const graceMs = 3_600_000;

/** The bounds of a day in UTC and the time at which its books close. Null for text that is not a day. */
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
