import type { PrismaClient } from '../generated/prisma/client.ts';

const name = 'event_records';

/**
 * The consumer group that fills the record, a new one when there is none. The group belongs to the table and not to the
 * program: an empty database has a new group, which reads the log from its first event.
 */
export async function findConsumerGroup(db: PrismaClient, now: Date): Promise<string> {
  const consumerGroup = `analytics.events-${now.toISOString().replaceAll(/\D/g, '')}`;
  await db.projection.createMany({ data: [{ name, consumerGroup, startedAt: now }], skipDuplicates: true });
  return (await db.projection.findUniqueOrThrow({ where: { name } })).consumerGroup;
}

/** Empties the record, so that the next group begins with the first event of the log. */
export async function emptyRecord(db: PrismaClient): Promise<void> {
  await db.$transaction([
    // SQL: Prisma has no TRUNCATE, and its deleteMany would take minutes for a long record.
    db.$executeRaw`TRUNCATE event_records`,
    db.projection.deleteMany({ where: { name } }),
  ]);
}
