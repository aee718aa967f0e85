import type { EventTrail } from '@soko/events';
import type { StatusChange } from '../domain/status-change.ts';
import type { Queryable } from './queryable.ts';

/** Writes down who moved something, in the transaction of the move. */
export async function noteStatus(
  db: Queryable,
  change: Pick<StatusChange, 'from' | 'to' | 'reason'> & { entityId: string },
  { actor, now }: EventTrail,
): Promise<void> {
  await db.query({
    name: 'note-status',
    text: `INSERT INTO status_change (entity_id, at, from_status, to_status, actor_kind, actor_id, reason)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [change.entityId, now(), change.from, change.to, actor.kind, actor.id, change.reason],
  });
}

interface Row {
  entity_id: string;
  at: Date;
  from_status: string | null;
  to_status: string;
  by: string;
  reason: string | null;
}

/** Every step of each of the things, oldest first. */
export async function findStatusChanges(db: Queryable, ids: readonly string[]): Promise<Map<string, StatusChange[]>> {
  const { rows } = await db.query<Row>({
    name: 'status-changes',
    text: `SELECT entity_id, at, from_status, to_status, coalesce(actor_id, actor_kind) AS by, reason
      FROM status_change WHERE entity_id = ANY($1) ORDER BY entity_id, id`,
    values: [ids],
  });
  const byEntity = new Map<string, StatusChange[]>(ids.map((id) => [id, []]));
  for (const { entity_id, at, from_status, to_status, by, reason } of rows) {
    byEntity.get(entity_id)?.push({ at, from: from_status, to: to_status, by, reason });
  }
  return byEntity;
}
