import type { Kafka, Producer } from 'kafkajs';
import { z } from 'zod';
import type { DeadLetter } from '../event-bus.ts';
import { deadLetterId, type Message } from '../message.ts';
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

export function createDeadLetters({ kafka, topics, read }: { kafka: Kafka; topics: Topics; read: ReadTopic }) {
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

  return {
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
      if (letters.length > 0) await moveToReplay(kafka, wanted.group, letters);
      return letters.length;
    },
  };
}
