import type { EventTrail } from '@soko/events';
import { newEvent, walletsInvoice } from '@soko/events';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import type { BillingDetails } from '../../domain/sellers/billing-details.ts';
import {
  type Invoice,
  type InvoiceKind,
  type InvoiceLine,
  nextPeriod,
  numberOf,
  type Period,
  seriesOf,
  toLine,
  toReturnLine,
  totalsOfLines,
} from '../../domain/sellers/invoice.ts';
import { isLedgerRefusal, post, type Transfer } from '../../ledger/index.ts';
import type { WalletsServices } from '../../services.ts';
import { findLatestRecipient, forgetInvoicedBilling, lockRecipient } from '../../store/sellers/billing.ts';
import {
  findInvoiceBounds,
  type InvoiceAccount,
  lockInvoiceAccount,
  takeCharges,
  takeReturns,
} from '../../store/sellers/charges.ts';
import { findSellerUser, insertInvoice, takeNumber } from '../../store/sellers/invoices.ts';

/** What is the same for all invoices of a run. */
export interface InvoiceRun {
  id: string | null;
  /** End of all periods. */
  until: Date;
  trail: EventTrail;
}

type Services = Pick<WalletsServices, 'pool' | 'now' | 'settings'>;

const income = { FEE: 'platform_fee', ADVERT: 'advert_income' } as const;

/** Tax in what Soko charged is owed to the state; a credit note takes it back. */
async function postVat(tx: pg.PoolClient, invoice: Invoice): Promise<void> {
  const { id, kind, currency, sellerId, lines, issuedAt: at } = invoice;
  const due = { code: 'taxes_due', currency } as const;
  const transfers = lines
    .filter(({ vatMinor }) => vatMinor > 0n)
    .map((line): Transfer => {
      const from = { code: income[line.kind], currency } as const;
      const [debit, credit] = kind === 'INVOICE' ? [from, due] : [due, from];
      return { debit, credit, amountMinor: line.vatMinor };
    });
  if (transfers.length === 0) return;
  const about = { invoiceId: id, sellerId };
  const posted = await post(tx, [{ reference: `invoice:${id}:vat`, kind: 'invoice_vat', transfers, at, about }]);
  if (isLedgerRefusal(posted)) throw new Error(`The ledger refused the tax of ${invoice.number}: ${posted.refused}.`);
}

async function tellIssued(tx: pg.PoolClient, invoice: Invoice, trail: EventTrail): Promise<void> {
  const { id, number, kind, sellerId, currency, periodFrom, periodUntil, totalMinor, vatMinor } = invoice;
  const money = (amountMinor: bigint) => ({ amountMinor: amountMinor.toString(), currency });
  const data = {
    sellerId,
    userId: await findSellerUser(tx, sellerId),
    number,
    kind,
    periodFrom: periodFrom.toISOString(),
    periodUntil: periodUntil.toISOString(),
    vat: money(vatMinor),
    total: money(totalMinor),
  };
  await tell(tx, [newEvent(walletsInvoice, 'issued', { subject: id, sequence: 1, data }, trail)]);
}

interface Draft {
  id: string;
  kind: InvoiceKind;
  lines: readonly InvoiceLine[];
  account: InvoiceAccount;
  period: Period;
  recipient: BillingDetails | null;
}

/** Saves an invoice about charges that were put on it, with its number, its tax in the ledger, and its event. */
async function saveInvoice(
  { now, settings }: Services,
  tx: pg.PoolClient,
  draft: Draft,
  run: InvoiceRun,
): Promise<void> {
  if (draft.lines.length === 0) return;
  const { id, kind, lines, account, period, recipient } = draft;
  const issuedAt = now();
  const [series, year] = [seriesOf(kind), issuedAt.getUTCFullYear()];
  const position = await takeNumber(tx, series, year);
  const { issuer, issuerTaxId } = settings.invoices;
  const invoice: Invoice = {
    id,
    number: numberOf(kind, year, position),
    kind,
    ...account,
    periodFrom: period.from,
    periodUntil: period.until,
    lines,
    ...totalsOfLines(lines),
    issuer,
    issuerTaxId,
    recipient,
    issuedAt,
  };
  await insertInvoice(tx, invoice, { series, year, position, runId: run.id });
  await postVat(tx, invoice);
  await tellIssued(tx, invoice, run.trail);
}

/**
 * Issues the invoice of the next period of an account, and its credit note after it, so that the note can name the invoice that it
 * corrects. False when no period has ended.
 */
const issueNext = (services: Services, account: InvoiceAccount, run: InvoiceRun): Promise<boolean> =>
  inTransaction(services.pool, async (tx) => {
    await lockInvoiceAccount(tx, account);
    const { oldest, lastEnd } = await findInvoiceBounds(tx, account);
    const period = oldest && nextPeriod(oldest, lastEnd, run.until);
    if (period === null) return false;
    const { vatBasisPoints } = services.settings.invoices;
    const billing = await lockRecipient(tx, account.sellerId);
    // What is charged after an erasure, such as for an order that was under way, goes to whom the invoices before it went.
    const known = billing?.isErased === true ? await findLatestRecipient(tx, account.sellerId) : null;
    const about = { account, period, recipient: billing?.details ?? known };
    const taking = (invoiceId: string) => ({ ...account, invoiceId, until: period.until, vatBasisPoints });
    const id = newId('inv');
    const charged = (await takeCharges(tx, taking(id))).map(toLine);
    await saveInvoice(services, tx, { ...about, id, kind: 'INVOICE', lines: charged }, run);
    const noteId = newId('inv');
    const returned = (await takeReturns(tx, taking(noteId))).map(toReturnLine);
    await saveInvoice(services, tx, { ...about, id: noteId, kind: 'CREDIT_NOTE', lines: returned }, run);
    if (billing?.isErased === true) await forgetInvoicedBilling(tx, [account.sellerId]);
    return true;
  });

/** Issues all invoices of an account whose periods have ended, each in a transaction of its own. */
export async function issueInvoicesOf(services: Services, account: InvoiceAccount, run: InvoiceRun): Promise<void> {
  while (await issueNext(services, account, run));
}
