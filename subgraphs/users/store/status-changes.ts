import type { Actor } from '@soko/events';
import type { StatusChange } from '../domain/status-change.ts';
import type { Db } from './database.ts';

/** Records a change of a status. Call it in the transaction of the change. */
export async function recordStatusChange(tx: Db, change: StatusChange): Promise<void> {
  const { actor, ...rest } = change;
  await tx.statusChange.create({ data: { ...rest, actorKind: actor.kind, actorId: actor.id } });
}

/** The status changes of several entities, oldest first. */
export async function findStatusChanges(db: Db, entityIds: readonly string[]): Promise<StatusChange[]> {
  const rows = await db.statusChange.findMany({ where: { entityId: { in: [...entityIds] } }, orderBy: { id: 'asc' } });
  return rows.map(({ id: _id, actorKind, actorId, ...row }) => ({
    ...row,
    actor: { kind: actorKind as Actor['kind'], id: actorId },
  }));
}
