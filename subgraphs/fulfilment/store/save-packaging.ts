import type { Envelope, EventTrail } from '@soko/events';
import type pg from 'pg';
import type { Packaging } from '../domain/packaging.ts';
import { noteStatus } from './note-status.ts';
import { tell } from './tell.ts';

/** Saves what a step changed of a locked package, who took it, and what is told of it. */
export async function savePackaging(
  client: pg.PoolClient,
  before: Packaging,
  after: Packaging,
  { trail, events }: { trail: EventTrail; events: readonly Envelope[] },
): Promise<void> {
  const { id, status, reason, version, startedAt, finishedAt } = after;
  await client.query({
    name: 'save-packaging',
    text: `UPDATE packaging SET status = $2, reason = $3, version = $4, started_at = $5, finished_at = $6 WHERE id = $1`,
    values: [id, status, reason, version, startedAt, finishedAt],
  });
  if (after.lines !== before.lines) {
    await client.query({
      name: 'save-packed-quantities',
      text: `UPDATE packaging_line l SET packed_quantity = p."packedQuantity"
        FROM jsonb_to_recordset($2) AS p ("lineId" text, "packedQuantity" int)
        WHERE l.packaging_id = $1 AND l.line_id = p."lineId" AND l.packed_quantity <> p."packedQuantity"`,
      values: [id, JSON.stringify(after.lines)],
    });
  }
  if (status !== before.status) {
    await noteStatus(client, { entityId: id, from: before.status, to: status, reason }, trail);
  }
  await tell(client, events);
}
