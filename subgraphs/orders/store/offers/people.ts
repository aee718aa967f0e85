import type { Queryable } from '@soko/postgres';
import type { PrismaClient } from '../../generated/prisma/client.ts';

/** Ids of the stores in whose team a person is. Its support and its guests do not sell. */
export async function findStoresOf(db: PrismaClient, userId: string): Promise<string[]> {
  const members = await db.storeMember.findMany({
    where: { userId, status: 'ACTIVE', role: { in: ['ADMIN', 'MEMBER'] } },
    select: { storeId: true },
  });
  return members.map(({ storeId }) => storeId);
}

/** Saves that a person blocks another one, or does not any more. Rows of an earlier version follow the next event. */
export async function noteBlock(
  db: Queryable,
  block: { blockerId: string; blockedId: string; isBlocked: boolean; changedAt: Date; sequence: number },
): Promise<void> {
  await db.query({
    name: 'note-block',
    // SQL: ON CONFLICT with a condition.
    text: `INSERT INTO person_block AS known (blocker_id, blocked_id, is_blocked, changed_at, sequence) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (blocker_id, blocked_id) DO UPDATE
        SET (is_blocked, changed_at, sequence) = (excluded.is_blocked, excluded.changed_at, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [block.blockerId, block.blockedId, block.isBlocked, block.changedAt, block.sequence],
  });
}

/** Deletes what is known of a block. */
export async function forgetBlock(db: Queryable, pair: { blockerId: string; blockedId: string }): Promise<void> {
  await db.query({
    name: 'forget-block',
    // SQL: as `noteBlock`, beside which it runs.
    text: 'DELETE FROM person_block WHERE blocker_id = $1 AND blocked_id = $2',
    values: [pair.blockerId, pair.blockedId],
  });
}

/** Ids of those of two people who block the other one. */
export async function findBlockers(db: PrismaClient, one: string, other: string): Promise<string[]> {
  const blocks = await db.personBlock.findMany({
    where: {
      isBlocked: true,
      OR: [
        { blockerId: one, blockedId: other },
        { blockerId: other, blockedId: one },
      ],
    },
    select: { blockerId: true },
  });
  return blocks.map(({ blockerId }) => blockerId);
}
