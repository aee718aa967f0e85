import type { Queryable } from '@soko/postgres';
import type { ExclusionKind, ExclusionRecord } from '../../domain/gaming/exclusion.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

const toRecord = <Row extends { kind: string }>(row: Row) => ({ ...row, kind: row.kind as ExclusionKind });

export async function addExclusion(tx: Queryable, exclusion: ExclusionRecord): Promise<void> {
  const { id, userId, kind, startedAt, until, staffId, reason } = exclusion;
  await tx.query({
    name: 'gaming-exclusion-add',
    // SQL: in the transaction of the lock on the person.
    text: `INSERT INTO gaming_exclusion (id, user_id, kind, started_at, until, staff_id, reason)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [id, userId, kind, startedAt, until, staffId, reason],
  });
}

export async function findExclusion(db: PrismaClient, id: string): Promise<ExclusionRecord> {
  return toRecord(await db.gamingExclusion.findUniqueOrThrow({ where: { id } }));
}

/** The latest exclusions of a user, newest first. */
export async function findExclusions(db: PrismaClient, userId: string, limit: number): Promise<ExclusionRecord[]> {
  const rows = await db.gamingExclusion.findMany({ where: { userId }, orderBy: { id: 'desc' }, take: limit });
  return rows.map(toRecord);
}
