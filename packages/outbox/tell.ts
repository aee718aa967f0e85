import type { Envelope } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import { outboxRows } from './outbox-rows.ts';

/**
 * A statement in SQL that saves events in the outbox, from a parameter that holds `outboxRows` as JSON. More may follow it:
 * the rows are called `event`, as in `${outboxInsert('$2')} WHERE event.aggregateid IN (SELECT id FROM saved)`.
 */
export const outboxInsert = (parameter: string): string =>
  `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
   SELECT event.id, event.aggregatetype, event.aggregateid, event.type, event.payload
   FROM jsonb_to_recordset(${parameter}::jsonb)
     AS event (id text, aggregatetype text, aggregateid text, type text, payload jsonb)`;

/** Saves events in the outbox, in the transaction of the change they describe. One statement; none without events. */
export async function tell(db: Queryable, events: readonly Envelope[]): Promise<void> {
  if (events.length === 0) return;
  await db.query({ name: 'outbox-tell', text: outboxInsert('$1'), values: [JSON.stringify(outboxRows(events))] });
}

/** The part of a generated Prisma client, or of a transaction of it, that runs a statement in SQL. */
export interface PrismaStatements {
  $executeRawUnsafe(query: string, ...values: unknown[]): Promise<number>;
}

/**
 * `tell` for Prisma. One statement for any number of events, none included: a refusal that must look like a success takes
 * as long.
 */
export async function tellWithPrisma(tx: PrismaStatements, events: readonly Envelope[]): Promise<void> {
  await tx.$executeRawUnsafe(outboxInsert('$1'), JSON.stringify(outboxRows(events)));
}
