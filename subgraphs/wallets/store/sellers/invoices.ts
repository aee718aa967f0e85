import type { Page } from '@soko/pagination';
import { prismaKeyset } from '@soko/pagination';
import type { Queryable } from '@soko/postgres';
import type { BillingDetails } from '../../domain/sellers/billing-details.ts';
import type { ChargeKind, Invoice, InvoiceKind } from '../../domain/sellers/invoice.ts';
import type { Invoice as InvoiceModel, InvoiceLine as LineModel, PrismaClient } from '../../generated/prisma/client.ts';

const toInvoice = ({ kind, recipient, lines, ...row }: InvoiceModel & { lines: LineModel[] }): Invoice => ({
  ...row,
  kind: kind as InvoiceKind,
  recipient: recipient as BillingDetails | null,
  lines: lines.map((line) => ({ ...line, kind: line.kind as ChargeKind })),
});

const include = { lines: { orderBy: { position: 'asc' } } } as const;

/** Invoices by their ids. */
export async function findInvoices(db: PrismaClient, ids: readonly string[]): Promise<Invoice[]> {
  return (await db.invoice.findMany({ where: { id: { in: [...ids] } }, include })).map(toInvoice);
}

/** Invoices of a seller, newest first: a page, and one row more. */
export async function listInvoices(
  db: PrismaClient,
  sellerId: string,
  page: Page<readonly [time: Date, id: string]>,
): Promise<Invoice[]> {
  const { where, orderBy, take } = prismaKeyset('issuedAt', page, 'DESC');
  const rows = await db.invoice.findMany({ where: { AND: [where, { sellerId }] }, orderBy, take, include });
  return rows.map(toInvoice);
}

const maxShown = 100;

/** Invoices that one call issued: their number, and the first of them. */
export async function findRun(db: PrismaClient, runId: string): Promise<{ count: number; invoices: Invoice[] }> {
  const orderBy = [{ series: 'desc' }, { year: 'asc' }, { position: 'asc' }] as const;
  const rows = await db.invoice.findMany({ where: { runId }, orderBy: [...orderBy], take: maxShown, include });
  return { count: await db.invoice.count({ where: { runId } }), invoices: rows.map(toInvoice) };
}

/** The next number of a series. The counter stays locked until the end of the transaction, so that no number is missing. */
export async function takeNumber(tx: Queryable, series: string, year: number): Promise<number> {
  const { rows } = await tx.query<{ last: number }>({
    name: 'invoice-take-number',
    // SQL: ON CONFLICT, in the transaction of the invoice.
    text: `INSERT INTO invoice_counter AS counter (series, year, last) VALUES ($1, $2, 1)
      ON CONFLICT (series, year) DO UPDATE SET last = counter.last + 1 RETURNING last`,
    values: [series, year],
  });
  return rows[0]!.last;
}

/** Where an invoice stands in its series, and which call issued it. */
export interface InvoicePlace {
  series: string;
  year: number;
  position: number;
  runId: string | null;
}

export async function insertInvoice(tx: Queryable, invoice: Invoice, place: InvoicePlace): Promise<void> {
  await tx.query({
    name: 'invoice-insert',
    // SQL: in the transaction of the ledger.
    text: `INSERT INTO invoice (id, number, series, year, position, kind, seller_id, currency, period_from, period_until, net_minor,
        vat_minor, total_minor, issuer, issuer_tax_id, recipient, run_id, issued_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    values: [
      invoice.id,
      invoice.number,
      place.series,
      place.year,
      place.position,
      invoice.kind,
      invoice.sellerId,
      invoice.currency,
      invoice.periodFrom,
      invoice.periodUntil,
      invoice.netMinor,
      invoice.vatMinor,
      invoice.totalMinor,
      invoice.issuer,
      invoice.issuerTaxId,
      invoice.recipient && JSON.stringify(invoice.recipient),
      place.runId,
      invoice.issuedAt,
    ],
  });
  const lines = invoice.lines.map((line, index) => ({
    position: index + 1,
    kind: line.kind,
    count: line.count,
    total_minor: line.totalMinor.toString(),
    vat_basis_points: line.vatBasisPoints,
    vat_minor: line.vatMinor.toString(),
    corrects_id: line.correctsId,
  }));
  await tx.query({
    name: 'invoice-insert-lines',
    // SQL: any number of lines in one statement, in the transaction of the ledger.
    text: `INSERT INTO invoice_line (invoice_id, position, kind, count, total_minor, vat_basis_points, vat_minor, corrects_id)
      SELECT $1, position, kind, count, total_minor, vat_basis_points, vat_minor, corrects_id FROM jsonb_to_recordset($2)
        AS line (position int, kind text, count int, total_minor bigint, vat_basis_points int, vat_minor bigint, corrects_id text)`,
    values: [invoice.id, JSON.stringify(lines)],
  });
}

/** The user of a seller. Null when the seller is not known yet. */
export async function findSellerUser(tx: Queryable, sellerId: string): Promise<string | null> {
  const { rows } = await tx.query<{ userId: string }>({
    name: 'invoice-seller-user',
    // SQL: on the connection of the transaction.
    text: 'SELECT user_id AS "userId" FROM seller WHERE id = $1',
    values: [sellerId],
  });
  return rows[0]?.userId ?? null;
}
