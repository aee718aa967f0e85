import type { Queryable } from '@soko/postgres';
import type { LedgerRule } from './verification-rules.ts';

/** Where the chain of an account ends: number of its postings, and hash of the last one. */
export interface ChainEnd {
  accountId: string;
  postings: string;
  head: Buffer;
}

/** Earlier checks whose root is computed again. Older ones are covered by them, because no row of theirs may have changed. */
const rootsChecked = 7;

/** What earlier checks of all postings saw must still be there. Only checked together with all postings. */
export const checkpointRules: readonly LedgerRule[] = [
  {
    name: 'earlier-ends-are-there',
    rule: 'The end of a chain that an earlier verification saw is still a posting of that chain.',
    isFull: true,
    sql: `SELECT concat_ws(':', a.code, a.currency, nullif(a.owner_id, '')) || '#' || a.stripe || ' ' || c.postings AS subject,
        format('verification %s saw another posting there', c.verification_id) AS found
      FROM ledger_checkpoint c LEFT JOIN ledger_account a ON a.id = c.account_id
      LEFT JOIN ledger_posting p ON p.account_id = c.account_id AND p.sequence = c.postings
      WHERE c.postings > 0 AND p.hash IS DISTINCT FROM c.head`,
  },
  {
    name: 'earlier-roots-hold',
    rule: 'The roots that earlier verifications published follow from the ends of the chains that they saw.',
    isFull: true,
    sql: `SELECT 'verification ' || v.id AS subject, 'its root does not follow from the ends of its chains' AS found
      FROM (SELECT id, root FROM ledger_verification WHERE is_checkpoint ORDER BY id DESC LIMIT ${rootsChecked}) v
      WHERE v.root <> (
        SELECT sha256(coalesce(string_agg(int8send(account_id) || int8send(postings) || head, ''::bytea ORDER BY account_id), ''::bytea))
        FROM (SELECT DISTINCT ON (account_id) account_id, postings, head FROM ledger_checkpoint
          WHERE verification_id <= v.id ORDER BY account_id, verification_id DESC) known)`,
  },
];

/** The ends of the chains that have changed since the last checkpoint of their account. */
export async function findChangedEnds(db: Queryable): Promise<ChainEnd[]> {
  const { rows } = await db.query<ChainEnd>({
    name: 'ledger-changed-ends',
    // SQL: the last row of each account, on the snapshot of a verification.
    text: `SELECT a.id AS "accountId", a.postings, a.head FROM ledger_account a LEFT JOIN LATERAL (
        SELECT postings FROM ledger_checkpoint c WHERE c.account_id = a.id ORDER BY verification_id DESC LIMIT 1) known ON true
      WHERE known.postings IS DISTINCT FROM a.postings`,
  });
  return rows;
}

/** Keeps the ends of chains as a verification saw them. One statement for any number. */
export async function saveCheckpoint(tx: Queryable, verificationId: string, ends: readonly ChainEnd[]): Promise<void> {
  await tx.query({
    name: 'ledger-checkpoint-add',
    // SQL: many rows at once, in the transaction of the verification.
    text: `INSERT INTO ledger_checkpoint (verification_id, account_id, postings, head)
      SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::bytea[])`,
    values: [
      verificationId,
      ends.map(({ accountId }) => accountId),
      ends.map(({ postings }) => postings),
      ends.map(({ head }) => head),
    ],
  });
}
