import type { PrismaClient } from '../generated/prisma/client.ts';

const name = 'event_records';

export type ProjectionStore = ReturnType<typeof createProjectionStore>;

/**
 * By which consumer group the record is filled. The group belongs to the table and not to the program: an empty
 * database has a new one, which reads the log from its first event.
 */
export const createProjectionStore = (prisma: PrismaClient) => ({
  /** The group that fills the record; a new one where there is none yet. */
  async groupSince(now: Date): Promise<string> {
    const consumerGroup = `analytics.events-${now.toISOString().replaceAll(/\D/g, '')}`;
    await prisma.projection.createMany({ data: [{ name, consumerGroup, startedAt: now }], skipDuplicates: true });
    return (await prisma.projection.findUniqueOrThrow({ where: { name } })).consumerGroup;
  },

  /** Throws the record away, so that the next group begins with the first event of the log. */
  async empty(): Promise<void> {
    await prisma.$transaction([
      prisma.$executeRaw`TRUNCATE event_records`,
      prisma.projection.deleteMany({ where: { name } }),
    ]);
  },
});
