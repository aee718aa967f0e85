import type { Queryable } from '@soko/postgres';

/** Codes that were generated together. */
export interface CodeBatch {
  id: string;
  promotionId: string;
  count: number;
  createdBy: string;
  createdAt: Date;
}

const columns = `b.id, b.promotion_id AS "promotionId", b.count, b.created_by AS "createdBy", b.created_at AS "createdAt"`;

/** Adds a batch with its codes. One statement. A code that exists already fails it. */
export async function addCodeBatch(tx: Queryable, batch: CodeBatch, codes: readonly string[]): Promise<void> {
  await tx.query({
    name: 'promotion-add-batch',
    // SQL: thousands of codes in one statement.
    text: `WITH batch AS (
        INSERT INTO promotion_code_batch (id, promotion_id, count, created_by, created_at) VALUES ($1, $2, $3, $4, $5)
        RETURNING id, promotion_id, created_at
      )
      INSERT INTO promotion_code (code, promotion_id, batch_id, created_at)
      SELECT code, b.promotion_id, b.id, b.created_at FROM batch b, unnest($6::text[]) AS code`,
    values: [batch.id, batch.promotionId, batch.count, batch.createdBy, batch.createdAt, codes],
  });
}

/** The number of generated codes of a promotion. One statement. */
export async function countCodes(tx: Queryable, promotionId: string): Promise<number> {
  const { rows } = await tx.query<{ count: number }>({
    name: 'promotion-count-codes',
    // SQL: in the transaction of the lock.
    text: 'SELECT coalesce(sum(count), 0)::int AS count FROM promotion_code_batch WHERE promotion_id = $1',
    values: [promotionId],
  });
  return rows[0]?.count ?? 0;
}

/** Batches by id. One statement. */
export async function findCodeBatches(db: Queryable, ids: readonly string[]): Promise<CodeBatch[]> {
  const { rows } = await db.query<CodeBatch>({
    name: 'promotion-batches',
    // SQL: one statement for any number.
    text: `SELECT ${columns} FROM promotion_code_batch b WHERE b.id = ANY($1)`,
    values: [ids],
  });
  return rows;
}

/** The batches of promotions, newest first. One statement. */
export async function findBatchesOf(db: Queryable, promotionIds: readonly string[]): Promise<CodeBatch[]> {
  const { rows } = await db.query<CodeBatch>({
    name: 'promotion-batches-of',
    // SQL: one statement for any number of promotions.
    text: `SELECT ${columns} FROM promotion_code_batch b WHERE b.promotion_id = ANY($1) ORDER BY b.created_at DESC, b.id DESC`,
    values: [promotionIds],
  });
  return rows;
}

/** A code of a batch, and whether an order uses it now. */
export interface ExportedCode {
  code: string;
  isUsed: boolean;
}

/** A page of the codes of a batch, in their order. One statement. */
export async function listCodes(
  db: Queryable,
  { batchId, after, limit }: { batchId: string; after: string; limit: number },
): Promise<ExportedCode[]> {
  const { rows } = await db.query<ExportedCode>({
    name: 'promotion-codes-page',
    // SQL: a page by keyset, for a file that is written page by page.
    text: `SELECT code, checkout_id IS NOT NULL AS "isUsed" FROM promotion_code WHERE batch_id = $1 AND code > $2
      ORDER BY code LIMIT $3`,
    values: [batchId, after, limit],
  });
  return rows;
}
