import { inTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { BillingDetails } from '../../domain/sellers/billing-details.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

/** Billing details by seller. Those of erased people are left out. */
export async function findBillingDetails(
  db: PrismaClient,
  sellerIds: readonly string[],
): Promise<Map<string, BillingDetails>> {
  const found = await db.sellerBilling.findMany({ where: { sellerId: { in: [...sellerIds] }, erasedAt: null } });
  return new Map(found.map(({ sellerId, details }) => [sellerId, details as unknown as BillingDetails]));
}

/** Saves billing details. Returns false when the person of the seller was erased. */
export async function saveBillingDetails(
  pool: Queryable,
  sellerId: string,
  details: BillingDetails,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'seller-billing-save',
    // SQL: ON CONFLICT with a condition.
    text: `INSERT INTO seller_billing AS known (seller_id, details, updated_at) VALUES ($1, $2, $3)
      ON CONFLICT (seller_id) DO UPDATE SET details = excluded.details, updated_at = excluded.updated_at
      WHERE known.erased_at IS NULL`,
    values: [sellerId, JSON.stringify(details), now],
  });
  return rowCount === 1;
}

/** The details for the next invoice, and whether the person of the seller was erased. */
export interface Recipient {
  details: BillingDetails | null;
  isErased: boolean;
}

/** The recipient of invoices to a seller, locked until the end of the transaction. Null without any. */
export async function lockRecipient(tx: Queryable, sellerId: string): Promise<Recipient | null> {
  const { rows } = await tx.query<Recipient>({
    name: 'seller-billing-lock',
    // SQL: FOR UPDATE, so that an erasure sees the charges that this transaction invoices.
    text: `SELECT details, erased_at IS NOT NULL AS "isErased" FROM seller_billing WHERE seller_id = $1 FOR UPDATE`,
    values: [sellerId],
  });
  return rows[0] ?? null;
}

/** The recipient of the latest invoice to a seller that names one. Kept as long as that invoice, also after an erasure. */
export async function findLatestRecipient(tx: Queryable, sellerId: string): Promise<BillingDetails | null> {
  const { rows } = await tx.query<{ recipient: BillingDetails }>({
    name: 'seller-billing-latest-recipient',
    // SQL: in a transaction of pg.
    text: `SELECT recipient FROM invoice WHERE seller_id = $1 AND recipient IS NOT NULL ORDER BY issued_at DESC, id DESC LIMIT 1`,
    values: [sellerId],
  });
  return rows[0]?.recipient ?? null;
}

/** Forgets the billing details of erased people, once no charge of the seller waits for its invoice. */
export async function forgetInvoicedBilling(tx: Queryable, sellerIds: readonly string[]): Promise<void> {
  await tx.query({
    name: 'seller-billing-forget',
    // SQL: a condition on other rows.
    text: `UPDATE seller_billing b SET details = NULL WHERE seller_id = ANY($1) AND erased_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM seller_charge c WHERE c.seller_id = b.seller_id AND c.invoice_id IS NULL)`,
    values: [sellerIds],
  });
}

/**
 * Notes that a person was erased, so that none of their sellers gets billing details any more, and forgets those that no invoice
 * needs. Two statements: the second one sees what the holder of a row had invoiced.
 */
export const eraseBillingOf = (pool: pg.Pool, userId: string, now: Date): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ id: string }>({
      name: 'seller-billing-erase',
      // SQL: ON CONFLICT, for any number of sellers.
      text: `INSERT INTO seller_billing AS known (seller_id, erased_at, updated_at)
        SELECT id, $2, $2 FROM seller WHERE user_id = $1 ORDER BY id
        ON CONFLICT (seller_id) DO UPDATE SET erased_at = coalesce(known.erased_at, excluded.erased_at) RETURNING seller_id AS id`,
      values: [userId, now],
    });
    await forgetInvoicedBilling(
      tx,
      rows.map(({ id }) => id),
    );
  });
