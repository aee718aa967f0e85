import { type Page, prismaKeyset } from '@soko/pagination';
import type { Queryable } from '@soko/postgres';
import type { EventFilter, EventPosition } from '../domain/event-filter.ts';
import type { ActorKind, EventRecord, NewRecord } from '../domain/event-record.ts';
import type { PulseNews } from '../domain/pulse/measures.ts';
import type { EventRecord as Row, Prisma, PrismaClient } from '../generated/prisma/client.ts';

const insert = `
  INSERT INTO event_records (id, topic, type, version, subject, sequence, time, correlation_id, causation_id,
                             actor_kind, actor_id, data)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::int[], $7::timestamptz[],
                       $8::text[], $9::text[], $10::text[], $11::text[], $12::jsonb[])
  ON CONFLICT (id) DO NOTHING`;

/** The same, and counts those that are new, so that an event is counted once. The order of the rows prevents deadlocks. */
const insertAndCount = `
  WITH added AS (${insert} RETURNING id)
  INSERT INTO pulse_counts AS known (minute, measure, currency, count, amount)
  SELECT minute, measure, currency, count(*), sum(amount)
  FROM (SELECT DISTINCT * FROM unnest($13::text[], $14::timestamptz[], $15::text[], $16::text[], $17::numeric[])
      AS news (id, minute, measure, currency, amount)) AS news
    JOIN added USING (id)
  GROUP BY minute, measure, currency ORDER BY minute, measure, currency
  ON CONFLICT (minute, measure, currency)
    DO UPDATE SET count = known.count + excluded.count, amount = known.amount + excluded.amount`;

const columnsOfNews = (news: readonly PulseNews[]): unknown[] => [
  news.map(({ eventId }) => eventId),
  news.map(({ minute }) => minute),
  news.map(({ measure }) => measure),
  news.map(({ currency }) => currency ?? ''),
  news.map(({ amountMinor }) => amountMinor),
];

const columnsOf = (records: readonly NewRecord[]): unknown[] => [
  records.map((record) => record.id),
  records.map((record) => record.topic),
  records.map((record) => record.type),
  records.map((record) => record.version),
  records.map((record) => record.subject),
  records.map((record) => record.sequence),
  records.map((record) => record.time.toISOString()),
  records.map((record) => record.correlationId),
  records.map((record) => record.causationId),
  records.map((record) => record.actor.kind),
  records.map((record) => record.actor.id),
  records.map((record) => JSON.stringify(record.data)),
];

/** Saves records in one statement, and counts what they say about the pulse. Those that exist stay unchanged. */
export async function addRecords(
  db: Queryable,
  records: readonly NewRecord[],
  news: readonly PulseNews[],
): Promise<void> {
  if (news.length > 0) {
    const values = [...columnsOf(records), ...columnsOfNews(news)];
    // SQL: adds to many rows in the statement that knows which records are new.
    await db.query({ name: 'add-event-records-and-count', text: insertAndCount, values });
    return;
  }
  // SQL: a measured hot path, every event of Soko: 500 rows as twelve arrays (bench/recording-events.mjs).
  await db.query({ name: 'add-event-records', text: insert, values: columnsOf(records) });
}

/** A recorded event, as far as read models need it. */
export interface RecordedEvent {
  id: string;
  type: string;
  subject: string;
  sequence: number;
  time: Date;
  data: unknown;
}

/** The next events of a topic in the record, oldest first. `after` is the last one before. */
export async function readTopic(
  db: Queryable,
  topic: string,
  after: { time: Date; id: string } | null,
  limit: number,
): Promise<RecordedEvent[]> {
  const { rows } = await db.query<RecordedEvent>({
    name: 'event-records-read-topic',
    // SQL: a measured hot path, every event of a topic (bench/dashboards.mjs).
    text: `SELECT id, type, subject, sequence, time, data FROM event_records
      WHERE topic = $1 AND (time, id) > ($2::timestamptz, $3) ORDER BY time, id LIMIT $4`,
    values: [topic, after?.time ?? new Date(0), after?.id ?? '', limit],
  });
  return rows;
}

const toRecord = ({ actorKind, actorId, ...rest }: Row): EventRecord => ({
  ...rest,
  actor: { kind: actorKind as ActorKind, id: actorId },
});

/** Each condition is the first column of an index that also has the order of the list. */
function conditionsOf({ from, to, ...equal }: EventFilter): Prisma.EventRecordWhereInput {
  const given = Object.entries(equal).filter(([, value]) => value != null);
  return {
    ...(Object.fromEntries(given) as Prisma.EventRecordWhereInput),
    time: { ...(from == null ? {} : { gte: from }), ...(to == null ? {} : { lt: to }) },
  };
}

/** One record more than the page holds, in the order of the page (reversed when it goes backwards). */
export async function listRecords(
  db: PrismaClient,
  filter: EventFilter,
  oldestFirst: boolean,
  page: Page<EventPosition>,
): Promise<EventRecord[]> {
  const { where, ...rest } = prismaKeyset('time', page, oldestFirst ? 'ASC' : 'DESC');
  const rows = await db.eventRecord.findMany({ where: { AND: [conditionsOf(filter), where] }, ...rest });
  return rows.map(toRecord);
}
