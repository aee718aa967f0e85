import type { EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import type { StatusChange } from '../domain/statuses.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** Records a status change and its actor, in the transaction of the change. */
export async function addStatusChange(
  db: Queryable,
  change: Pick<StatusChange, 'from' | 'to' | 'reason'> & { entityId: string },
  { actor, now }: EventTrail,
): Promise<void> {
  // SQL: in a transaction that holds row locks.
  await db.query({
    name: 'add-status-change',
    text: `INSERT INTO status_change (entity_id, at, from_status, to_status, actor_kind, actor_id, reason)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [change.entityId, now(), change.from, change.to, actor.kind, actor.id, change.reason],
  });
}

/** The status changes of each package or delivery, oldest first. */
export async function findStatusChanges(
  db: PrismaClient,
  ids: readonly string[],
): Promise<Map<string, StatusChange[]>> {
  const rows = await db.statusChange.findMany({
    where: { entityId: { in: [...ids] } },
    orderBy: [{ entityId: 'asc' }, { id: 'asc' }],
  });
  const byEntity = new Map<string, StatusChange[]>(ids.map((id) => [id, []]));
  for (const { entityId, at, fromStatus, toStatus, actorId, actorKind, reason } of rows) {
    byEntity.get(entityId)?.push({ at, from: fromStatus, to: toStatus, by: actorId ?? actorKind, reason });
  }
  return byEntity;
}
