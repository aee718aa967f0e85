import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { deliverOnce } from '../deliver-once.ts';
import type { FollowOptions } from '../event-bus.ts';
import { retry } from './client.ts';
import type { Beginnings, Member } from './member.ts';

/**
 * Follows topics from `ends`. kafkajs reads only as a member of a group, so this creates one that commits nothing and ends
 * with its member. The follower itself remembers its position, also when the consumer is replaced.
 */
export function createFollower(options: { kafka: Kafka; wanted: FollowOptions; ends: Beginnings; log: Logger }): {
  group: string;
  join(): Promise<Member>;
} {
  const { kafka, wanted, ends, log } = options;
  const positions = new Map(ends.map(({ topic, partition, offset }) => [`${topic}/${partition}`, Number(offset)]));

  const seek = (consumer: Consumer): void => {
    for (const { topic, partition } of ends) {
      consumer.seek({ topic, partition, offset: String(positions.get(`${topic}/${partition}`)) });
    }
  };

  // A batch may begin earlier until a seek takes effect.
  const eachBatch = async ({
    batch,
    resolveOffset,
    heartbeat,
    isRunning,
    isStale,
  }: EachBatchPayload): Promise<void> => {
    const partition = { topic: batch.topic, partition: batch.partition };
    const place = `${batch.topic}/${batch.partition}`;
    for (const { offset, value } of batch.messages) {
      if (!isRunning() || isStale()) return;
      if (Number(offset) >= (positions.get(place) ?? 0)) {
        deliverOnce(wanted.handler, { ...partition, offset: Number(offset) }, String(value ?? ''), log);
        positions.set(place, Number(offset) + 1);
      }
      resolveOffset(offset);
    }
    await heartbeat();
  };

  return {
    group: 'soko-follower',
    async join() {
      const consumer = kafka.consumer({
        // A new group for each consumer: the previous group waits for its lost member until the session ends.
        groupId: `soko-follower-${newId('req')}`,
        allowAutoTopicCreation: false,
        maxWaitTimeInMs: 500,
        retry: { ...retry, restartOnFailure: async () => false },
      });
      const { CRASH, GROUP_JOIN } = consumer.events;
      const crashed = new Promise<Error>((resolve) => consumer.on(CRASH, ({ payload }) => resolve(payload.error)));
      let isRunning = false;
      const joined = new Promise<null>((resolve) =>
        consumer.on(GROUP_JOIN, () => {
          // A member that joins again knows the committed offsets only.
          if (isRunning) seek(consumer);
          resolve(null);
        }),
      );
      const leave = (): Promise<void> => consumer.disconnect();
      try {
        await consumer.connect();
        await consumer.subscribe({ topics: [...wanted.topics], fromBeginning: true });
        await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
        isRunning = true;
        seek(consumer);
        const failure = await Promise.race([joined, crashed]);
        if (failure) throw failure;
        return { crashed, leave };
      } catch (error) {
        await leave();
        throw error;
      }
    },
  };
}
