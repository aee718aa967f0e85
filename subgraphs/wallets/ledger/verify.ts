import type { Queryable } from '@soko/postgres';
import type pg from 'pg';
import { type ChainEnd, checkpointRules, findChangedEnds } from './checkpoints.ts';
import { verificationRules } from './verification-rules.ts';

/** Something in the ledger that breaks a rule. */
export interface LedgerBreak {
  rule: string;
  /** A reference, an account, an account with the number of a posting, or a currency. */
  subject: string;
  found: string;
}

export interface Verification {
  /** Postings from this time on were checked; null when all were. */
  since: Date | null;
  postings: bigint;
  /** SHA-256 over the ends of the chains of all accounts: kept elsewhere, it shows that no chain was replaced. */
  root: Buffer;
  breaks: readonly LedgerBreak[];
  /** Ends of the chains that changed since the last check of all postings. Null unless all were checked. */
  ends: readonly ChainEnd[] | null;
}

/** Breaks of one rule that are reported. */
const maxReported = 100;

/** Checks many rows: unlike the statements of users it reads whole tables. */
const planning = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']
  .map((each) => `SET LOCAL ${each} = on`)
  .join('; ');

const rootOf = `SELECT coalesce(sum(postings), 0) AS postings,
    sha256(coalesce(string_agg(int8send(id) || int8send(postings) || head, ''::bytea ORDER BY id), ''::bytea)) AS root
  FROM ledger_account`;

async function check(tx: Queryable, since: Date | null): Promise<Verification> {
  const breaks: LedgerBreak[] = [];
  for (const { name, sql, isFull } of [...verificationRules, ...checkpointRules]) {
    if (isFull === true && since !== null) continue;
    const usesTime = sql.includes('$1');
    const { rows } = await tx.query<Omit<LedgerBreak, 'rule'>>(
      `SELECT subject, found FROM (${sql}) broken LIMIT ${maxReported}`,
      usesTime ? [since ?? new Date(0)] : [],
    );
    breaks.push(...rows.map((row) => ({ rule: name, ...row })));
  }
  const { rows } = await tx.query<{ postings: string; root: Buffer }>(rootOf);
  return {
    since,
    postings: BigInt(rows[0]!.postings),
    root: rows[0]!.root,
    breaks,
    ends: since === null ? await findChangedEnds(tx) : null,
  };
}

/**
 * Checks the rules of the ledger on one snapshot, while others go on posting: that no row was changed, added or removed
 * behind its back, and that everything adds up. With `since`, of the postings from that time on.
 */
export async function verifyLedger(pool: pg.Pool, { since }: { since: Date | null }): Promise<Verification> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(planning);
    return await check(client, since);
  } finally {
    await client.query('ROLLBACK').then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}
