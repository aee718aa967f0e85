import kafkajs, { type Admin } from 'kafkajs';
import { UnknownTopic } from '../event-bus.ts';
import type { HeldClient } from './held-client.ts';
import { whileItMayPass } from './while-it-may-pass.ts';

// Node finds only some names of this CommonJS module by itself, and these are not among them.
const { ConfigResourceTypes, ConfigSource } = kafkajs;

export interface NewTopic {
  name: string;
  partitions: number;
  settings?: Record<string, string>;
}

export interface Topics {
  list(): Promise<string[]>;
  exists(topic: string): Promise<boolean>;
  /** Creates the missing topics, and sets the retention of the others. */
  ensure(wanted: readonly NewTopic[]): Promise<void>;
  /** Throws `UnknownTopic`. */
  require(topic: string): Promise<void>;
  /** Longest time for which one of these topics may keep a message, in milliseconds. Infinity when one deletes nothing. */
  longestLifeMs(names: readonly string[]): Promise<number>;
}

/**
 * Time after which a topic begins a new segment, in milliseconds. Kafka deletes whole segments, so a message stays for this
 * long after its time. Kafka's own default is a week.
 */
const segmentMs = 12 * 3_600_000;

/** Messages may be twice as large as `maxEventBytes`, whatever the broker's own limit is. */
const defaults = {
  'retention.ms': String(30 * 86_400_000),
  'segment.ms': String(segmentMs),
  'max.message.bytes': '2097152',
};

const { TOPIC } = ConfigResourceTypes;

/** The settings of topics. */
async function readSettings(client: Admin, names: readonly string[]) {
  const asked = names.map((name) => ({ type: TOPIC, name }));
  const { resources } = await client.describeConfigs({ resources: asked, includeSynonyms: false });
  return resources.map(({ resourceName: name, configEntries: entries }) => {
    const valueOf = (setting: string) => entries.find(({ configName }) => configName === setting)?.configValue;
    return { name, entries, valueOf };
  });
}

/**
 * Gives existing topics another retention, and segments that are short enough for it. Kafka replaces all settings of a topic at
 * once, so the others are repeated. Compacted topics keep what they have.
 */
async function setRetention(client: Admin, names: readonly string[], retention: string): Promise<void> {
  const changes = (await readSettings(client, names)).flatMap(({ name, entries, valueOf }) => {
    const wanted: Record<string, string> = { 'retention.ms': retention };
    if (Number(valueOf('segment.ms')) > segmentMs) wanted['segment.ms'] = String(segmentMs);
    const isRight = Object.entries(wanted).every(([setting, value]) => valueOf(setting) === value);
    if (isRight || valueOf('cleanup.policy') === 'compact') return [];
    const kept = entries
      .filter(({ configSource, configName }) => configSource === ConfigSource.TOPIC_CONFIG && !(configName in wanted))
      .map(({ configName, configValue }) => ({ name: configName, value: configValue }));
    const changed = Object.entries(wanted).map(([setting, value]) => ({ name: setting, value }));
    return [{ type: TOPIC, name, configEntries: [...kept, ...changed] }];
  });
  if (changes.length > 0) await client.alterConfigs({ validateOnly: false, resources: changes });
}

async function longestLifeMs(client: Admin, names: readonly string[]): Promise<number> {
  const lives = (await readSettings(client, names)).map(({ valueOf }) => {
    const isDeleted = valueOf('cleanup.policy')?.includes('delete') === true && Number(valueOf('retention.ms')) >= 0;
    return isDeleted ? Number(valueOf('retention.ms')) + Number(valueOf('segment.ms')) : Infinity;
  });
  return Math.max(0, ...lives);
}

/**
 * Creates topics and remembers which exist: kafkajs retries for seconds before it reports a missing one. With `retentionMs`,
 * existing topics get this retention as well.
 */
export function createTopics(
  admin: HeldClient<Admin>,
  { replicationFactor = -1, retentionMs }: { replicationFactor?: number | undefined; retentionMs?: number | undefined },
): Topics {
  const known = new Set<string>();
  const aligned = new Set<string>();
  const align = async (names: readonly string[]): Promise<void> => {
    const other = [...new Set(names)].filter((name) => !aligned.has(name));
    if (retentionMs === undefined || other.length === 0) return;
    await admin.use((client) => setRetention(client, other, String(retentionMs)));
    for (const name of other) aligned.add(name);
  };
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
      await align(wanted.map(({ name }) => name).filter((name) => !absent.has(name)));
      if (absent.size === 0) return;
      const own = retentionMs === undefined ? {} : { 'retention.ms': String(retentionMs) };
      const topics = wanted
        .filter((topic) => absent.delete(topic.name))
        .map(({ name, partitions, settings }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor,
          configEntries: Object.entries({ ...defaults, ...own, ...settings }).map(([name, value]) => ({ name, value })),
        }));
      // Another service may create the same topics. Their leaders are not known for a moment then.
      await whileItMayPass(() => admin.use((client) => client.createTopics({ topics, waitForLeaders: true })));
      for (const { topic } of topics) known.add(topic);
      await align(topics.map(({ topic }) => topic));
    },
    exists,
    async longestLifeMs(names) {
      const absent = new Set(await missing(names));
      const present = names.filter((name) => !absent.has(name));
      return present.length === 0 ? 0 : admin.use((client) => longestLifeMs(client, present));
    },
    async require(topic) {
      if (!(await exists(topic))) throw new UnknownTopic(topic);
    },
  };
}
