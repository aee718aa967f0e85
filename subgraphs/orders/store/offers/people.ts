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

/**
 * Ends a block for good, because one of the two is erased. The row stays for a while with its sequence: an older event that is
 * delivered again, such as a dead letter, does not bring the block back.
 */
export async function endBlock(
  db: Queryable,
  block: { blockerId: string; blockedId: string; erasedAt: Date; sequence: number },
): Promise<void> {
  await db.query({
    name: 'end-block',
    // SQL: as `noteBlock`.
    text: `INSERT INTO person_block AS known (blocker_id, blocked_id, is_blocked, changed_at, sequence, erased_at)
      VALUES ($1, $2, false, $3, $4, $3)
      ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET (is_blocked, changed_at, sequence, erased_at) =
        (excluded.is_blocked, excluded.changed_at, excluded.sequence, excluded.erased_at)
      WHERE known.sequence < excluded.sequence`,
    values: [block.blockerId, block.blockedId, block.erasedAt, block.sequence],
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
