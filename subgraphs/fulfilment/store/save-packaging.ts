import type { Envelope, EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import type pg from 'pg';
import type { Packaging } from '../domain/packaging.ts';
import { addStatusChange } from './status-changes.ts';

/** Saves the changes of a locked package with its status change and events. */
export async function savePackaging(
  client: pg.PoolClient,
  before: Packaging,
  after: Packaging,
  { trail, events }: { trail: EventTrail; events: readonly Envelope[] },
): Promise<void> {
  const { id, status, reason, version, startedAt, finishedAt } = after;
  // SQL: in a transaction that holds row locks.
  await client.query({
    name: 'save-packaging',
    text: `UPDATE packaging SET status = $2, reason = $3, version = $4, started_at = $5, finished_at = $6 WHERE id = $1`,
    values: [id, status, reason, version, startedAt, finishedAt],
  });
  if (after.lines !== before.lines) {
    // SQL: several rows in one statement.
    await client.query({
      name: 'save-packed-quantities',
      text: `UPDATE packaging_line l SET packed_quantity = p."packedQuantity"
        FROM jsonb_to_recordset($2) AS p ("lineId" text, "packedQuantity" int)
        WHERE l.packaging_id = $1 AND l.line_id = p."lineId" AND l.packed_quantity <> p."packedQuantity"`,
      values: [id, JSON.stringify(after.lines)],
    });
  }
  if (status !== before.status) {
    await addStatusChange(client, { entityId: id, from: before.status, to: status, reason }, trail);
  }
  await tell(client, events);
}
