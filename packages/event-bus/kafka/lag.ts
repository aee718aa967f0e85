import type { Admin } from 'kafkajs';
import { pollUntil } from '@soko/retry';
import type { LogEnds } from '../event-bus.ts';

/** Number of unhandled events of a group, by topic: topics with committed offsets, and `topics`. */
export async function groupLag(
  admin: Admin,
  group: string,
  topics: readonly string[],
): Promise<Record<string, number>> {
  const committed = await committedOffsets(admin, group);
  const names = [...new Set([...committed.keys(), ...topics])].sort();
  const lags = await Promise.all(
    names.map(async (topic) => {
      const ends = await admin.fetchTopicOffsets(topic);
      const behind = ends.map(({ partition, low, high }) => {
        const next = Math.max(committed.get(topic)?.get(partition) ?? 0, Number(low));
        return Number(high) - next;
      });
      return [topic, behind.reduce((sum, lag) => sum + lag, 0)] as const;
    }),
  );
  return Object.fromEntries(lags);
}

/** The next offset by topic and partition. Partitions without a committed offset are missing. */
export async function committedOffsets(admin: Admin, groupId: string): Promise<Map<string, Map<number, number>>> {
  const offsets = await admin.fetchOffsets({ groupId });
  return new Map(
    offsets.map(({ topic, partitions }) => {
      const known = partitions.filter(({ offset }) => Number(offset) >= 0);
      return [topic, new Map(known.map(({ partition, offset }) => [partition, Number(offset)]))];
    }),
  );
}

/** The next offset of each partition that has events. */
export async function findEnds(admin: Admin, topics: readonly string[]): Promise<LogEnds> {
  const found = await Promise.all(
    topics.map(async (topic) => {
      const filled = (await admin.fetchTopicOffsets(topic)).filter(({ low, high }) => Number(high) !== Number(low));
      return [topic, Object.fromEntries(filled.map(({ partition, high }) => [partition, Number(high)]))] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** True when the group has committed every event before these ends. */
export async function hasHandled(admin: Admin, group: string, ends: LogEnds): Promise<boolean> {
  const committed = await committedOffsets(admin, group);
  return Object.entries(ends).every(([topic, partitions]) =>
    Object.entries(partitions).every(
      ([partition, next]) => (committed.get(topic)?.get(Number(partition)) ?? 0) >= next,
    ),
  );
}

/** True when the group has committed every event that is in the topics now. False after `timeoutMs`. */
export async function waitForGroup(
  admin: Admin,
  { group, topics, timeoutMs }: { group: string; topics: readonly string[]; timeoutMs: number },
): Promise<boolean> {
  const ends = await findEnds(admin, topics);
  const look = () => hasHandled(admin, group, ends);
  return (await pollUntil(look, Boolean, { timeoutMs, firstMs: 5, maxMs: 40 })) === true;
}
