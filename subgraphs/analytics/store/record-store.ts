import type { Page } from '@soko/pagination';
import type pg from 'pg';
import type { EventFilter, EventPosition } from '../domain/event-filter.ts';
import type { ActorKind, EventRecord, NewRecord } from '../domain/event-record.ts';
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';

const insert = `
  INSERT INTO event_records (id, topic, type, version, subject, sequence, time, correlation_id, causation_id,
                             actor_kind, actor_id, data)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::int[], $7::timestamptz[],
                       $8::text[], $9::text[], $10::text[], $11::text[], $12::jsonb[])
  ON CONFLICT (id) DO NOTHING`;

const columns = (records: readonly NewRecord[]): unknown[] => [
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

interface Row extends Omit<EventRecord, 'actor'> {
  actorKind: ActorKind;
  actorId: string | null;
}

const toRecord = ({ actorKind, actorId, ...rest }: Row): EventRecord => ({
  ...rest,
  actor: { kind: actorKind, id: actorId },
});

/** Every condition is met by the beginning of one index, which also has the order of the list. */
function conditions(filter: EventFilter): Prisma.Sql[] {
  const equal: [Prisma.Sql, string | null | undefined][] = [
    [Prisma.sql`subject`, filter.subject],
    [Prisma.sql`type`, filter.type],
    [Prisma.sql`topic`, filter.topic],
    [Prisma.sql`correlation_id`, filter.correlationId],
    [Prisma.sql`causation_id`, filter.causationId],
    [Prisma.sql`actor_id`, filter.actorId],
  ];
  return [
    ...equal.filter(([, value]) => value != null).map(([column, value]) => Prisma.sql`${column} = ${value}`),
    ...(filter.from == null ? [] : [Prisma.sql`time >= ${filter.from}`]),
    ...(filter.to == null ? [] : [Prisma.sql`time < ${filter.to}`]),
  ];
}

function beyond({ time, id }: EventPosition, ascending: boolean): Prisma.Sql {
  return ascending
    ? Prisma.sql`(time, id) > (${time}::timestamptz, ${id})`
    : Prisma.sql`(time, id) < (${time}::timestamptz, ${id})`;
}

export type RecordStore = ReturnType<typeof createRecordStore>;

export const createRecordStore = (prisma: PrismaClient, pool: pg.Pool) => ({
  /** Puts events on record in one statement; those that are there already stay as they are. */
  async add(records: readonly NewRecord[]): Promise<void> {
    await pool.query({ name: 'add-event-records', text: insert, values: columns(records) });
  },

  /** One record more than the page holds, in the order of the page (the other way round when it goes backwards). */
  async page(filter: EventFilter, oldestFirst: boolean, page: Page<EventPosition>): Promise<EventRecord[]> {
    const ascending = oldestFirst !== page.backwards;
    const all = [...conditions(filter), ...(page.cursor === null ? [] : [beyond(page.cursor, ascending)])];
    const where = all.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(all, ' AND ')}`;
    const order = ascending ? Prisma.sql`time, id` : Prisma.sql`time DESC, id DESC`;
    const rows = await prisma.$queryRaw<Row[]>`
      SELECT id, topic, type, version, subject, sequence, time, correlation_id AS "correlationId",
             causation_id AS "causationId", actor_kind AS "actorKind", actor_id AS "actorId", data,
             recorded_at AS "recordedAt"
      FROM event_records ${where} ORDER BY ${order} LIMIT ${page.limit + 1}`;
    return rows.map(toRecord);
  },
});
