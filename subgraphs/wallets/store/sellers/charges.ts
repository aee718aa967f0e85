import type { Queryable } from '@soko/postgres';
import type { ChargeKind, ChargeSum, Period, ReturnSum } from '../../domain/sellers/invoice.ts';

/** Money that Soko charged a seller, or returned, with the reference of its ledger transaction. */
export interface SellerCharge {
  reference: string;
  kind: ChargeKind;
  sellerId: string;
  currency: string;
  /** Negative when it was returned. */
  amountMinor: bigint;
  /** Payment of the sale. Null for adverts. */
  paymentId: string | null;
  at: Date;
}

/** Saves what was posted to `platform_fee` or `advert_income` about a seller, once, so that it comes on an invoice. */
export async function noteSellerCharge(tx: Queryable, charge: SellerCharge): Promise<void> {
  if (charge.amountMinor === 0n) return;
  await tx.query({
    name: 'seller-charge-insert',
    // SQL: ON CONFLICT, in the transaction of the ledger.
    text: `INSERT INTO seller_charge (reference, kind, seller_id, currency, amount_minor, payment_id, at)
      VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    values: [
      charge.reference,
      charge.kind,
      charge.sellerId,
      charge.currency,
      charge.amountMinor,
      charge.paymentId,
      charge.at,
    ],
  });
}

/** A seller and a currency: what one invoice is about. */
export interface InvoiceAccount {
  sellerId: string;
  currency: string;
}

/** Accounts with charges before a time that are on no invoice, in alphabetical order, after another account. */
export async function findOpenAccounts(
  pool: Queryable,
  {
    until,
    after,
    sellerId,
    limit,
  }: { until: Date; after: InvoiceAccount | null; sellerId: string | null; limit: number },
): Promise<InvoiceAccount[]> {
  const { rows } = await pool.query<InvoiceAccount>({
    name: 'seller-charges-open-accounts',
    // SQL: DISTINCT over a partial index.
    text: `SELECT DISTINCT seller_id AS "sellerId", currency FROM seller_charge
      WHERE invoice_id IS NULL AND at < $1 AND (seller_id, currency) > ($2, $3) AND ($4::text IS NULL OR seller_id = $4)
      ORDER BY seller_id, currency LIMIT $5`,
    values: [until, after?.sellerId ?? '', after?.currency ?? '', sellerId, limit],
  });
  return rows;
}

/** Waits for others who issue invoices of this account, until the end of the transaction. */
export async function lockInvoiceAccount(tx: Queryable, { sellerId, currency }: InvoiceAccount): Promise<void> {
  // SQL: an advisory lock, because the account may have no invoice yet.
  await tx.query({
    name: 'invoice-lock-account',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('invoice:' || $1 || ':' || $2, 0))`,
    values: [sellerId, currency],
  });
}

/** Time of the oldest charge that is on no invoice, and the end of the last period. */
export async function findInvoiceBounds(
  tx: Queryable,
  { sellerId, currency }: InvoiceAccount,
): Promise<{ oldest: Date | null; lastEnd: Date | null }> {
  const { rows } = await tx.query<{ oldest: Date | null; lastEnd: Date | null }>({
    name: 'invoice-bounds',
    // SQL: two aggregates in one statement, in the transaction that locked the account.
    text: `SELECT (SELECT min(at) FROM seller_charge WHERE invoice_id IS NULL AND seller_id = $1 AND currency = $2) AS oldest,
        (SELECT max(period_until) FROM invoice WHERE seller_id = $1 AND currency = $2) AS "lastEnd"`,
    values: [sellerId, currency],
  });
  return rows[0]!;
}

interface SumRow {
  kind: ChargeKind;
  count: string;
  total: string;
  rate: number | null;
  correctsId: string | null;
}

const toSum =
  (vatBasisPoints: number) =>
  ({ kind, count, total, rate, correctsId }: SumRow): ChargeSum => ({
    kind,
    count: Number(count),
    totalMinor: BigInt(total),
    vatBasisPoints: rate ?? vatBasisPoints,
    correctsId,
  });

/** Where and how charges are put on an invoice. */
interface Taking extends InvoiceAccount {
  invoiceId: string;
  until: Period['until'];
  vatBasisPoints: number;
}

/** Puts the open charges of an account on an invoice. Returns their sums by kind; none when there are no charges. */
export async function takeCharges(tx: Queryable, taking: Taking): Promise<ChargeSum[]> {
  const { rows } = await tx.query<SumRow>({
    name: 'seller-charges-take',
    // SQL: changes any number of rows, and adds them up, in one statement.
    text: `WITH taken AS (
        UPDATE seller_charge SET invoice_id = $1
        WHERE invoice_id IS NULL AND seller_id = $2 AND currency = $3 AND at < $4 AND amount_minor > 0
        RETURNING kind, amount_minor)
      SELECT kind, count(*) AS count, sum(amount_minor) AS total, NULL::int AS rate, NULL AS "correctsId" FROM taken
      GROUP BY kind ORDER BY kind DESC`,
    values: [taking.invoiceId, taking.sellerId, taking.currency, taking.until],
  });
  return rows.map(toSum(taking.vatBasisPoints));
}

/** Puts what was returned to an account on a credit note. Returns the sums by kind and by the invoice that each corrects. */
export async function takeReturns(tx: Queryable, taking: Taking): Promise<ReturnSum[]> {
  const { rows } = await tx.query<SumRow & { earlierTotal: string; earlierVat: string }>({
    name: 'seller-charges-take-returned',
    // SQL: changes any number of rows, and adds them up, in one statement.
    text: `WITH taken AS (
        UPDATE seller_charge SET invoice_id = $1
        WHERE invoice_id IS NULL AND seller_id = $2 AND currency = $3 AND at < $4 AND amount_minor < 0
        RETURNING kind, amount_minor, payment_id
      ), earlier AS (
        SELECT e.corrects_id, e.kind, sum(e.total_minor) AS total, sum(e.vat_minor) AS vat
        FROM invoice i JOIN invoice_line e ON e.invoice_id = i.id
        WHERE i.seller_id = $2 AND i.currency = $3 AND i.kind = 'CREDIT_NOTE' GROUP BY 1, 2)
      SELECT t.kind, count(*) AS count, -sum(t.amount_minor) AS total, l.vat_basis_points AS rate, o.invoice_id AS "correctsId",
        coalesce(e.total, 0) AS "earlierTotal", coalesce(e.vat, 0) AS "earlierVat"
      FROM taken t LEFT JOIN seller_charge o
        ON o.payment_id = t.payment_id AND o.reference = 'payment:' || t.payment_id || ':capture' AND o.kind = t.kind
      LEFT JOIN invoice_line l ON l.invoice_id = o.invoice_id AND l.kind = t.kind
      LEFT JOIN earlier e ON e.corrects_id = o.invoice_id AND e.kind = t.kind
      GROUP BY t.kind, l.vat_basis_points, o.invoice_id, e.total, e.vat ORDER BY t.kind DESC, o.invoice_id NULLS FIRST`,
    values: [taking.invoiceId, taking.sellerId, taking.currency, taking.until],
  });
  const sumOf = toSum(taking.vatBasisPoints);
  return rows.map((row) => ({
    ...sumOf(row),
    earlier: { totalMinor: BigInt(row.earlierTotal), vatMinor: BigInt(row.earlierVat) },
  }));
}
