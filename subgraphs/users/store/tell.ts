import type { Envelope } from '@soko/events';
import { outboxRows } from '@soko/outbox';
import type { Db } from './database.ts';

/**
 * Saves events in the transaction of what they tell. One statement however many they are, none included: a refusal that
 * must look like a success costs the same.
 */
export async function tell(tx: Db, events: readonly Envelope[]): Promise<void> {
  const rows = JSON.stringify(outboxRows(events));
  await tx.$executeRaw`
    INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
    SELECT id, aggregatetype, aggregateid, type, payload
    FROM jsonb_to_recordset(${rows}::jsonb)
      AS event (id text, aggregatetype text, aggregateid text, type text, payload jsonb)`;
}
