import type { KnownOf, PaidInvoice, Reversal } from './subscription.ts';

const ends: ReadonlySet<Reversal['status']> = new Set(['FAILED', 'WON', 'LOST']);

/** What a report brings: a fee stays as it was first known, and what has ended stays so. Null for nothing new. */
function newsOf(known: Reversal | undefined, seen: Reversal): Reversal | null {
  // Nothing went back by a refund that had failed before it was seen.
  if (known === undefined) return seen.status === 'FAILED' ? null : seen;
  const fee = known.fee ?? seen.fee;
  if (ends.has(known.status)) return known.fee === fee ? null : { ...known, fee };
  return known.status === seen.status && known.fee === fee && known.amountMinor === seen.amountMinor
    ? null
    : { ...seen, fee };
}

/** The refunds and disputes that are new or have changed, of invoices that are known. */
export function changedReversals(
  { invoices, reversals }: KnownOf,
  paid: readonly PaidInvoice[],
  seen: readonly Reversal[],
): Reversal[] {
  const refs = new Set([...invoices, ...paid].map(({ ref }) => ref));
  const known = new Map(reversals.map((each) => [each.ref, each]));
  return seen
    .filter(({ invoice }) => refs.has(invoice))
    .map((each) => newsOf(known.get(each.ref), each))
    .filter((each) => each !== null);
}

/** What was refunded of an invoice, after changes. */
const refundedOf = (ref: string, all: readonly Reversal[]): bigint =>
  all
    .filter(({ invoice, status }) => invoice === ref && status === 'REFUNDED')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

/**
 * True when a change ends the subscription: a payer who disputes a month does not want the next one, and neither does one who
 * got the whole of the latest month back. A part, or an earlier month, may be an apology.
 */
export function isRevoked(known: KnownOf, paid: readonly PaidInvoice[], changed: readonly Reversal[]): boolean {
  if (changed.some(({ kind, status }) => kind === 'DISPUTE' && status !== 'WON')) return true;
  const [latest] = [...known.invoices, ...paid].toSorted(
    (one, other) => other.periodEnd.getTime() - one.periodEnd.getTime(),
  );
  if (latest === undefined || !changed.some(({ invoice, status }) => invoice === latest.ref && status === 'REFUNDED'))
    return false;
  const refs = new Set(changed.map(({ ref }) => ref));
  const all = [...known.reversals.filter(({ ref }) => !refs.has(ref)), ...changed];
  return refundedOf(latest.ref, all) >= latest.amountMinor;
}
