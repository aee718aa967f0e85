import type { Envelope } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import { outboxRows } from './outbox-rows.ts';
import { sealEvents } from './personal-keys.ts';

const insertFrom = (parameter: string, [subject, payload]: [string, string], beside = ''): string =>
  `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
   SELECT event.id, event.aggregatetype, ${subject}, event.type, ${payload}
   FROM ${beside}jsonb_to_recordset(${parameter}::jsonb)
     AS event (id text, aggregatetype text, aggregateid text, type text, payload jsonb)`;

/**
 * A statement in SQL that saves events in the outbox, from a parameter that holds `outboxRows`. More may follow it:
 * the rows are called `event`, as in `${outboxInsert('$2')} WHERE event.aggregateid IN (SELECT id FROM saved)`.
 */
export const outboxInsert = (parameter: string): string =>
  insertFrom(parameter, ['event.aggregateid', 'event.payload']);

/**
 * The same for an aggregate whose id and version only the statement knows: `subject` and `sequence` are SQL, and replace those of the
 * events. `from` names the rows that they are in.
 */
export const outboxInsertAbout = (
  parameter: string,
  { subject, sequence, from }: { subject: string; sequence: string; from: string },
): string =>
  insertFrom(
    parameter,
    [subject, `event.payload || jsonb_build_object('subject', ${subject}, 'sequence', ${sequence})`],
    `${from}, `,
  );

const insertEvents = { name: 'outbox-tell', text: outboxInsert('$1') };

/** The keys of personal fields are saved with their events. */
const insertPersonalEvents = {
  name: 'outbox-tell-personal',
  text: `WITH keys AS (
    INSERT INTO personal_key (event_id, person_id, key)
    SELECT event_id, person_id, key FROM jsonb_to_recordset($2::jsonb) AS made (event_id text, person_id text, key text)
  ) ${outboxInsert('$1')}`,
};

function statementFor(all: readonly Envelope[], like?: 'personal'): { name: string; text: string; values: string[] } {
  const { events, keys } = sealEvents(all);
  const rows = outboxRows(events);
  if (keys.length === 0 && like !== 'personal') return { ...insertEvents, values: [rows] };
  return { ...insertPersonalEvents, values: [rows, JSON.stringify(keys)] };
}

/**
 * Saves events in the outbox, in the transaction of the change they describe. Personal fields are sealed: the database must
 * have the table `personal_key` then. One statement; none without events.
 */
export async function tell(db: Queryable, events: readonly Envelope[]): Promise<void> {
  if (events.length > 0) await db.query(statementFor(events));
}

/** The part of a generated Prisma client, or of a transaction of it, that runs a statement in SQL. */
export interface PrismaStatements {
  $executeRawUnsafe(query: string, ...values: unknown[]): Promise<number>;
}

/**
 * `tell` for Prisma. One statement for any number of events, none included: a refusal that must look like a success takes
 * as long. With `personal` it is the statement of events with personal fields, also when there is none.
 */
export async function tellWithPrisma(
  tx: PrismaStatements,
  events: readonly Envelope[],
  like?: 'personal',
): Promise<void> {
  const { text, values } = statementFor(events, like);
  await tx.$executeRawUnsafe(text, ...values);
}
