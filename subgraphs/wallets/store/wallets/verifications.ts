import { newEvent, type EventTrail, walletsLedger } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { type LedgerBreak, saveCheckpoint, type Verification } from '../../ledger/index.ts';

export interface SavedVerification {
  at: Date;
  since: Date | null;
  postings: bigint;
  root: string;
  breakCount: number;
  breaks: readonly LedgerBreak[];
}

/** Breaks that are published of one verification. */
const maxPublished = 20;

/** Saves a verification and publishes it, with the first breaks. */
export async function saveVerification(
  pool: pg.Pool,
  { since, postings, root, breaks, ends }: Verification,
  at: Date,
  trail: EventTrail,
): Promise<SavedVerification> {
  // What an unsound ledger says is not kept as the truth.
  const isCheckpoint = ends !== null && breaks.length === 0;
  return inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ id: string }>({
      name: 'ledger-verification-add',
      // SQL: saved together with its events.
      text: `INSERT INTO ledger_verification (at, since, postings, root, break_count, breaks, is_checkpoint)
        VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
      values: [at, since, postings, root, breaks.length, JSON.stringify(breaks), isCheckpoint],
    });
    if (isCheckpoint) await saveCheckpoint(tx, rows[0]!.id, ends);
    const event = { subject: 'ledger', sequence: Number(rows[0]!.id) };
    const counts = { postings: postings.toString(), root: root.toString('hex'), breakCount: breaks.length };
    const verified = { since: since?.toISOString() ?? null, ...counts };
    await tell(tx, [
      newEvent(walletsLedger, 'verified', { ...event, data: verified }, trail),
      ...breaks
        .slice(0, maxPublished)
        .map((each) => newEvent(walletsLedger, 'break_found', { ...event, data: each }, trail)),
    ]);
    return { at, since, postings, root: counts.root, breakCount: breaks.length, breaks };
  });
}

/** The last verification; of all postings alone with `full`. */
export async function findVerification(db: PrismaClient, { full = false } = {}): Promise<SavedVerification | null> {
  const found = await db.ledgerVerification.findFirst({
    where: full ? { since: null } : {},
    orderBy: { id: 'desc' },
  });
  if (found === null) return null;
  const { at, since, postings, root, breakCount, breaks } = found;
  return {
    at,
    since,
    postings,
    root: Buffer.from(root).toString('hex'),
    breakCount,
    breaks: breaks as unknown as LedgerBreak[],
  };
}
