import type { Actor } from '@soko/events';
import type { StatusChange } from '../domain/status-change.ts';
import type { Db } from './database.ts';

/** Writes down a change of a status, in its transaction. */
export async function noteStatusChange(tx: Db, change: StatusChange): Promise<void> {
  const { actor, ...rest } = change;
  await tx.statusChange.create({ data: { ...rest, actorKind: actor.kind, actorId: actor.id } });
}

/** The histories of several entities, each oldest first. */
export async function findStatusChanges(db: Db, entityIds: readonly string[]): Promise<StatusChange[]> {
  const rows = await db.statusChange.findMany({ where: { entityId: { in: [...entityIds] } }, orderBy: { id: 'asc' } });
  return rows.map(({ id: _id, actorKind, actorId, ...row }) => ({
    ...row,
    actor: { kind: actorKind as Actor['kind'], id: actorId },
  }));
}
