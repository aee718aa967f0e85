import type { Admin, Kafka, Producer } from 'kafkajs';
import { z } from 'zod';
import type { DeadLetter } from '../event-bus.ts';
import { deadLetterId, type Message } from '../message.ts';
import { inReplayOrder } from '../replay-order.ts';
import { deadTopic, groupOfDeadTopic } from './dead-topic.ts';
import type { HeldClient } from './held-client.ts';
import { moveToReplay } from './move-to-replay.ts';
import { send } from './producing.ts';
import type { ReadTopic } from './read-topic.ts';
import type { Topics } from './topics.ts';

const stored = z.object({
  topic: z.string(),
  partition: z.number(),
  offset: z.number(),
  key: z.string(),
  value: z.string(),
  error: z.string(),
  attempts: z.number(),
  failedAt: z.string(),
});

export interface Parking {
  group: string;
  message: Message;
  error: string;
  attempts: number;
}

const longestError = 8_000;

/** Parks a message as a dead letter of its group. */
export async function park(
  producer: HeldClient<Producer>,
  { group, message, error, attempts }: Parking,
): Promise<void> {
  const letter: z.infer<typeof stored> = {
    ...message,
    error: error.slice(0, longestError),
    attempts,
    failedAt: new Date().toISOString(),
  };
  await send(producer, deadTopic(group), [{ key: deadLetterId(message), value: JSON.stringify(letter) }]);
}

interface Wanted {
  group: string;
  topic?: string;
  ids?: readonly string[];
}

export function createDeadLetters({
  kafka,
  admin,
  topics,
  read,
}: {
  kafka: Kafka;
  admin: HeldClient<Admin>;
  topics: Topics;
  read: ReadTopic;
}) {
  /** The last counts, with the end of the topic that was counted. */
  const counts = new Map<string, { end: string; count: number }>();

  const find = async ({ group, topic, ids }: Wanted): Promise<DeadLetter[]> => {
    if (!(await topics.exists(deadTopic(group)))) return [];
    const letters = new Map<string, DeadLetter>();
    for (const { key, value } of await read(deadTopic(group))) {
      letters.delete(key);
      if (value !== null) letters.set(key, { id: key, group, ...stored.parse(JSON.parse(value)) });
    }
    return [...letters.values()].filter(
      (letter) => (topic === undefined || letter.topic === topic) && (ids === undefined || ids.includes(letter.id)),
    );
  };

  /** Reads the topic only if it has changed since the last time. */
  const count = async (group: string): Promise<number> => {
    const topic = deadTopic(group);
    if (!(await topics.exists(topic))) return 0;
    const offsets = await admin.use((client) => client.fetchTopicOffsets(topic));
    const end = offsets.map(({ high }) => high).join();
    const known = counts.get(group);
    if (known?.end === end) return known.count;
    const { length } = await find({ group });
    counts.set(group, { end, count: length });
    return length;
  };

  return {
    async count(groups: readonly string[]): Promise<Record<string, number>> {
      const found = await Promise.all(groups.map(async (group) => [group, await count(group)] as const));
      return Object.fromEntries(found);
    },

    async groups(): Promise<string[]> {
      const names = await topics.list();
      const groups = names.map(groupOfDeadTopic).filter((group) => group !== null);
      const found: string[] = [];
      for (const group of groups.sort()) if ((await find({ group })).length > 0) found.push(group);
      return found;
    },

    list: async ({ limit = 100, ...wanted }: Wanted & { limit?: number }): Promise<DeadLetter[]> =>
      (await find(wanted)).slice(0, limit),

    async replay(wanted: Wanted): Promise<number> {
      const letters = await find(wanted);
      if (letters.length > 0) await moveToReplay(kafka, wanted.group, inReplayOrder(letters));
      return letters.length;
    },
  };
}
