import type { Queryable } from '@soko/postgres';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** The tables that events fill, with the beginning of the names of their consumer groups. */
const groups = {
  event_records: 'analytics.events',
  sales: 'analytics.sales',
  business: 'analytics.business',
  funnel: 'analytics.funnel',
} as const;

/**
 * The consumer group that fills a table, a new one when there is none. The group belongs to the table and not to the program:
 * an empty database has a new group, which reads the log from its first event.
 */
export async function findConsumerGroup(db: PrismaClient, name: keyof typeof groups, now: Date): Promise<string> {
  const consumerGroup = `${groups[name]}-${now.toISOString().replaceAll(/\D/g, '')}`;
  await db.projection.createMany({ data: [{ name, consumerGroup, startedAt: now }], skipDuplicates: true });
  return (await db.projection.findUniqueOrThrow({ where: { name } })).consumerGroup;
}

/** Empties the record, so that the next group begins with the first event of the log. */
export async function emptyRecord(db: PrismaClient): Promise<void> {
  await db.$transaction([
    // SQL: Prisma has no TRUNCATE, and its deleteMany would take minutes for a long record.
    db.$executeRaw`TRUNCATE event_records, pulse_counts`,
    db.projection.deleteMany({ where: { name: 'event_records' } }),
  ]);
}

/** The consumer group that fills a table. Null before analytics was started. */
export async function findGroupOf(db: Queryable, name: keyof typeof groups): Promise<string | null> {
  // SQL: read by a program that has no Prisma client.
  const { rows } = await db.query<{ group: string }>(
    'SELECT consumer_group AS group FROM projections WHERE name = $1',
    [name],
  );
  return rows[0]?.group ?? null;
}
