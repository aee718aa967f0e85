import type { Admin } from 'kafkajs';
import { UnknownTopic } from '../event-bus.ts';
import type { HeldClient } from './held-client.ts';
import { whileItMayPass } from './while-it-may-pass.ts';

export interface NewTopic {
  name: string;
  partitions: number;
  settings?: Record<string, string>;
}

export interface Topics {
  list(): Promise<string[]>;
  exists(topic: string): Promise<boolean>;
  /** Creates the missing topics. */
  ensure(wanted: readonly NewTopic[]): Promise<void>;
  /** Throws `UnknownTopic`. */
  require(topic: string): Promise<void>;
}

/**
 * Events are kept without a limit, unless the broker is set otherwise: a new projection begins with the oldest. Messages
 * may be twice as large as `maxEventBytes`, whatever the broker's own limit is.
 */
const defaults = { 'retention.ms': '-1', 'max.message.bytes': '2097152' };

/** Creates topics and remembers which exist: kafkajs retries for seconds before it reports a missing one. */
export function createTopics(admin: HeldClient<Admin>, replicationFactor = -1): Topics {
  const known = new Set<string>();
  const learn = async (): Promise<void> => {
    const names = await admin.use((client) => client.listTopics());
    for (const name of names) known.add(name);
  };
  const missing = async (names: readonly string[]): Promise<string[]> => {
    if (names.some((name) => !known.has(name))) await learn();
    return names.filter((name) => !known.has(name));
  };
  const exists = async (topic: string): Promise<boolean> => (await missing([topic])).length === 0;

  return {
    list: () => admin.use((client) => client.listTopics()),
    async ensure(wanted) {
      const absent = new Set(await missing(wanted.map((topic) => topic.name)));
      if (absent.size === 0) return;
      const topics = wanted
        .filter((topic) => absent.delete(topic.name))
        .map(({ name, partitions, settings }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor,
          configEntries: Object.entries({ ...defaults, ...settings }).map(([name, value]) => ({ name, value })),
        }));
      // Another service may create the same topics. Their leaders are not known for a moment then.
      await whileItMayPass(() => admin.use((client) => client.createTopics({ topics, waitForLeaders: true })));
      for (const { topic } of topics) known.add(topic);
    },
    exists,
    async require(topic) {
      if (!(await exists(topic))) throw new UnknownTopic(topic);
    },
  };
}
