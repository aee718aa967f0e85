import type { Queryable } from '@soko/postgres';

/** A code that one person can use for one order. */
export interface IssuedCode {
  code: string;
  promotionId: string;
  /** What it was issued for, once. */
  claimId: string;
  /** Who can use it. */
  holderId: string;
  createdAt: Date;
}

/** The code that was issued for a claim. Null when there is none. */
export async function findIssuedCode(tx: Queryable, claimId: string): Promise<string | null> {
  const { rows } = await tx.query<{ code: string }>({
    name: 'promotion-issued-code',
    // SQL: in the transaction of the lock.
    text: 'SELECT code FROM promotion_code WHERE claim_id = $1',
    values: [claimId],
  });
  return rows[0]?.code ?? null;
}

/** Adds a code for a claim. The index by claim refuses a second one. */
export async function addIssuedCode(
  tx: Queryable,
  { code, promotionId, claimId, holderId, createdAt }: IssuedCode,
): Promise<void> {
  await tx.query({
    name: 'promotion-issue-code',
    // SQL: in the transaction of the lock. A trigger sets the payer.
    text: 'INSERT INTO promotion_code (code, promotion_id, claim_id, holder_id, created_at) VALUES ($1, $2, $3, $4, $5)',
    values: [code, promotionId, claimId, holderId, createdAt],
  });
}
