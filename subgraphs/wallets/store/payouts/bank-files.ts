import { type Page, prismaKeyset } from '@soko/pagination';
import type { Queryable } from '@soko/postgres';
import type { BankFile, PrismaClient } from '../../generated/prisma/client.ts';

export type { BankFile };

type Row = Omit<BankFile, 'totalMinor'> & { totalMinor: string };

/** Saves a new file. */
export async function insertBankFile(tx: Queryable, file: BankFile): Promise<void> {
  await tx.query({
    name: 'bank-file-insert',
    // SQL: runs in the transaction of its payouts.
    text: `INSERT INTO bank_file (id, currency, status, payment_count, total_minor, sealed, created_by, created_at,
        left_out_count)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      file.id,
      file.currency,
      file.status,
      file.paymentCount,
      file.totalMinor,
      file.sealed,
      file.createdBy,
      file.createdAt,
      file.leftOutCount,
    ],
  });
}

/** The file, locked until the end of the transaction, with the ids of its payouts. */
export async function lockBankFile(tx: Queryable, id: string): Promise<{ status: string; payoutIds: string[] } | null> {
  const { rows } = await tx.query<{ status: string; payoutIds: string[] }>({
    name: 'bank-file-lock',
    // SQL: FOR UPDATE.
    text: `SELECT status, ARRAY(SELECT p.id FROM payout p WHERE p.bank_file_id = f.id ORDER BY p.id) AS "payoutIds"
      FROM bank_file f WHERE id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

export async function saveBankFilePaid(tx: Queryable, id: string, paidBy: string, now: Date): Promise<void> {
  await tx.query({
    name: 'bank-file-paid',
    // SQL: runs in the transaction of its payouts.
    text: `UPDATE bank_file SET status = 'PAID', paid_by = $2, paid_at = $3 WHERE id = $1`,
    values: [id, paidBy, now],
  });
}

/** The sealed XML of a file, or null when there is none any more. */
export async function findSealedFile(pool: Queryable, id: string): Promise<{ sealed: string; createdAt: Date } | null> {
  const { rows } = await pool.query<Row>({
    name: 'bank-file-sealed',
    text: 'SELECT sealed, created_at AS "createdAt" FROM bank_file WHERE id = $1',
    values: [id],
  });
  const [row] = rows;
  return row?.sealed == null ? null : { sealed: row.sealed, createdAt: row.createdAt };
}

export const findBankFiles = (db: PrismaClient, ids: readonly string[]): Promise<BankFile[]> =>
  db.bankFile.findMany({ where: { id: { in: [...ids] } } });

/** A page of files, newest first. */
export function listBankFiles(db: PrismaClient, page: Page<readonly [time: Date, id: string]>): Promise<BankFile[]> {
  const { where, ...rest } = prismaKeyset('createdAt', page, 'DESC');
  return db.bankFile.findMany({ where, ...rest });
}

/** Forgets the content of files that were paid and that name this user. Those that the bank still needs stay until then. */
export async function forgetBankFilesOf(db: PrismaClient, userId: string): Promise<void> {
  await db.bankFile.updateMany({
    where: { status: 'PAID', payouts: { some: { userId } } },
    data: { sealed: null },
  });
}
