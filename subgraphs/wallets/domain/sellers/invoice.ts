import type { BillingDetails } from './billing-details.ts';

export type InvoiceKind = 'INVOICE' | 'CREDIT_NOTE';

export type ChargeKind = 'FEE' | 'ADVERT';

/** Charges of one kind, to be put on a line. */
export interface ChargeSum {
  kind: ChargeKind;
  count: number;
  /** Value added tax is included. */
  totalMinor: bigint;
  /** Hundredths of a percent. */
  vatBasisPoints: number;
  /** The invoice that they correct. Null for charges. */
  correctsId: string | null;
}

/** What went back, with what earlier credit notes returned of the same charges. */
export interface ReturnSum extends ChargeSum {
  earlier: { totalMinor: bigint; vatMinor: bigint };
}

export interface InvoiceLine extends ChargeSum {
  vatMinor: bigint;
}

export interface Invoice {
  id: string;
  number: string;
  kind: InvoiceKind;
  sellerId: string;
  currency: string;
  periodFrom: Date;
  periodUntil: Date;
  lines: readonly InvoiceLine[];
  netMinor: bigint;
  vatMinor: bigint;
  totalMinor: bigint;
  /** Name and address of Soko's operator, a line each. */
  issuer: string;
  issuerTaxId: string | null;
  /** Null without billing details of the seller, and ten years after the issue. */
  recipient: BillingDetails | null;
  issuedAt: Date;
}

const series: Readonly<Record<InvoiceKind, string>> = { INVOICE: 'INV', CREDIT_NOTE: 'CN' };

export const seriesOf = (kind: InvoiceKind): string => series[kind];

/** The number for people, such as `INV-2026-000001`. */
export const numberOf = (kind: InvoiceKind, year: number, position: number): string =>
  `${series[kind]}-${year}-${String(position).padStart(6, '0')}`;

/** The value added tax in an amount, rounded half up. */
export function vatIn(totalMinor: bigint, basisPoints: number): bigint {
  const rate = BigInt(basisPoints);
  const whole = 10_000n + rate;
  return (2n * totalMinor * rate + whole) / (2n * whole);
}

export const toLine = (sum: ChargeSum): InvoiceLine => ({
  ...sum,
  vatMinor: vatIn(sum.totalMinor, sum.vatBasisPoints),
});

/** The line of a return. All that went back is rounded as a whole, so that several parts return the tax of the invoice and no cent more. */
export function toReturnLine({ earlier, ...sum }: ReturnSum): InvoiceLine {
  const vatMinor = vatIn(earlier.totalMinor + sum.totalMinor, sum.vatBasisPoints) - earlier.vatMinor;
  return { ...sum, vatMinor: vatMinor > 0n ? vatMinor : 0n };
}

/** Totals of lines. */
export function totalsOfLines(lines: readonly InvoiceLine[]): Pick<Invoice, 'netMinor' | 'vatMinor' | 'totalMinor'> {
  const totalMinor = lines.reduce((sum, line) => sum + line.totalMinor, 0n);
  const vatMinor = lines.reduce((sum, line) => sum + line.vatMinor, 0n);
  return { netMinor: totalMinor - vatMinor, vatMinor, totalMinor };
}

/** The first moment of the month of a time, in UTC. */
export const startOfMonth = (time: Date): Date => new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), 1));

const nextMonth = (time: Date): Date => new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 1));

export interface Period {
  from: Date;
  until: Date;
}

/**
 * The period of the next invoice of a seller: the month of the oldest charge that is on none, in UTC. A charge that became known
 * when its month was invoiced is on the next invoice. Null while the period has not ended. `until` is the end of all periods: the
 * start of this month, or a time within it to end the month early.
 */
export function nextPeriod(oldestCharge: Date, lastEnd: Date | null, until: Date): Period | null {
  const since = lastEnd !== null && lastEnd > oldestCharge ? lastEnd : oldestCharge;
  const month = startOfMonth(since);
  const from = lastEnd !== null && lastEnd > month ? lastEnd : month;
  const end = nextMonth(since);
  const isMonthOver = end <= until;
  const isEndedEarly = until > startOfMonth(until) && until > since && until < end;
  if (!isMonthOver && !isEndedEarly) return null;
  return { from, until: isMonthOver ? end : until };
}
