import { newId } from '@soko/ids';
import type { Admin, Consumer, Kafka, KafkaMessage } from 'kafkajs';
import type { HeldClient } from './held-client.ts';
import { retry } from './client.ts';
import { whileItMayPass } from './while-it-may-pass.ts';

export interface StoredMessage {
  partition: number;
  offset: number;
  key: string;
  value: string | null;
}

export interface Range {
  stretches?: readonly { partition: number; fromOffset: number; toOffset: number }[] | undefined;
  partition?: number | undefined;
  fromOffset?: number | undefined;
  limit?: number | undefined;
}

/** Reads the current messages of a topic, by partition and offset. */
export type ReadTopic = (topic: string, range?: Range) => Promise<StoredMessage[]>;

/** First and last offset to read of one partition. */
interface Stretch {
  partition: number;
  next: number;
  end: number;
  messages: StoredMessage[];
}

/** The last offsets may be missing, because of compaction. After this silence, in milliseconds, no more are expected. */
const silenceMs = 2_000;

/** kafkajs reads only as a member of a group, so this creates one that commits nothing and ends with its member. */
export const createReadTopic =
  (kafka: Kafka, admin: HeldClient<Admin>): ReadTopic =>
  async (topic, { stretches: wanted, partition, fromOffset = 0, limit = Infinity } = {}) => {
    // A new topic may not know its leaders yet.
    const ends = await whileItMayPass(() => admin.use((client) => client.fetchTopicOffsets(topic)));
    const stretches = ends
      .flatMap(({ partition: number, low, high }): Stretch[] => {
        const part = wanted?.find((each) => each.partition === number);
        if (wanted ? !part : partition !== undefined && partition !== number) return [];
        const next = Math.max(part?.fromOffset ?? fromOffset, +low);
        return [{ partition: number, next, end: Math.min(part?.toOffset ?? Infinity, +high), messages: [] }];
      })
      .sort((a, b) => a.partition - b.partition);
    // A broker that was just started may not know its groups yet. What was read before a failure is not read again.
    if (stretches.some((stretch) => stretch.next < stretch.end)) {
      await whileItMayPass(() => readAll(kafka, topic, stretches, limit));
    }
    const messages = stretches.flatMap((stretch) => stretch.messages);
    return messages.length > limit ? messages.slice(0, limit) : messages;
  };

async function readAll(kafka: Kafka, topic: string, stretches: readonly Stretch[], limit: number): Promise<void> {
  const consumer = kafka.consumer({
    groupId: `soko-reader-${newId('req')}`,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 100,
    retry: { ...retry, restartOnFailure: async () => false },
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await followToEnd(consumer, topic, stretches, limit);
  } finally {
    await consumer.disconnect();
  }
}

async function followToEnd(
  consumer: Consumer,
  topic: string,
  stretches: readonly Stretch[],
  limit: number,
): Promise<void> {
  const { GROUP_JOIN, END_BATCH_PROCESS, CRASH } = consumer.events;
  const complete = (stretch: Stretch): boolean => stretch.next >= stretch.end || stretch.messages.length >= limit;
  let silence: NodeJS.Timeout | undefined;
  const finished = new Promise<void>((resolve, reject) => {
    consumer.on(CRASH, ({ payload }) => reject(payload.error));
    consumer.on(GROUP_JOIN, () => {
      silence = setTimeout(resolve, silenceMs);
    });
    // Called also for batches that contain only the end of a transaction.
    consumer.on(END_BATCH_PROCESS, ({ payload }) => {
      silence?.refresh();
      const stretch = stretches.find(({ partition }) => partition === payload.partition);
      if (stretch) stretch.next = Math.max(stretch.next, Number(payload.lastOffset) + 1);
      if (stretches.every(complete)) resolve();
    });
  });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const stretch = stretches.find(({ partition }) => partition === batch.partition);
      if (stretch) keep(stretch, batch.messages);
    },
  });
  for (const { partition, next } of stretches) consumer.seek({ topic, partition, offset: String(next) });
  await finished.finally(() => clearTimeout(silence));
}

/** Keeps new messages only: a batch may begin earlier until a seek takes effect. */
function keep(stretch: Stretch, messages: readonly KafkaMessage[]): void {
  for (const { key, value, offset } of messages) {
    if (+offset < stretch.next || +offset >= stretch.end) continue;
    const text = value === null ? null : value.toString();
    stretch.messages.push({ partition: stretch.partition, offset: +offset, key: String(key ?? ''), value: text });
    stretch.next = +offset + 1;
  }
}
