import { type AccountRef, findStatement, type StatementEntry, type statementCursors } from '../../ledger/index.ts';
import type { Page } from '@soko/pagination';
import type { Queryable } from '@soko/postgres';

/** The account of what Soko owes a seller. */
export const payableOf = (sellerId: string, currency: string): AccountRef => ({
  code: 'seller_payable',
  currency,
  ownerId: sellerId,
});

export interface SellerEntry extends StatementEntry {
  orderId: string | null;
  orderNumber: string | null;
}

type Cursor = NonNullable<ReturnType<typeof statementCursors.read>>;

async function findNumbers(db: Queryable, orderIds: readonly string[]): Promise<Map<string, string | null>> {
  const { rows } = await db.query<{ id: string; number: string | null }>({
    name: 'seller-statement-numbers',
    // SQL: beside the ledger, on the same connection.
    text: 'SELECT order_id AS id, number FROM sale_order WHERE order_id = ANY($1)',
    values: [orderIds],
  });
  return new Map(rows.map(({ id, number }) => [id, number]));
}

/** A page of a seller's statement, and one row more. Two statements. */
export async function findSellerStatement(
  db: Queryable,
  { sellerId, currency }: { sellerId: string; currency: string },
  page: Page<Cursor>,
  period: { from?: Date | undefined; to?: Date | undefined },
): Promise<SellerEntry[]> {
  const entries = await findStatement(db, payableOf(sellerId, currency), page, { ...period, byTransaction: true });
  const orderIds = [...new Set(entries.flatMap(({ about }) => about['orderId'] ?? []))];
  const numbers = await findNumbers(db, orderIds);
  return entries.map((entry) => {
    const orderId = entry.about['orderId'] ?? null;
    return { ...entry, orderId, orderNumber: orderId === null ? null : (numbers.get(orderId) ?? null) };
  });
}
