import type { Consumer, Kafka } from 'kafkajs';
import type { SubscribeOptions } from '../event-bus.ts';
import { replayTopic } from '../message.ts';
import { assignBySubscription } from './assigner.ts';
import { retry } from './client.ts';
import { type BatchTools, createEachBatch } from './each-batch.ts';
import { createRests } from './rests.ts';

/** A consumer, from joining its group until it crashes or leaves. */
export interface Member {
  /** Resolves with the reason when kafkajs stops trying. */
  crashed: Promise<Error>;
  /** Waits for running handlers, commits, leaves the group. */
  leave(): Promise<void>;
}

/** The offset at which the group begins, for each partition without a committed one. */
export type Beginnings = readonly { topic: string; partition: number; offset: string }[];

export interface MemberOptions {
  kafka: Kafka;
  subscription: SubscribeOptions;
  tools: Omit<BatchTools, 'rests'>;
  sessionTimeoutMs: number;
  beginnings: Beginnings;
}

/** Joins the group. Rejects when that fails. */
export async function joinGroup(options: MemberOptions): Promise<Member> {
  const { group, topics, from } = options.subscription;
  const consumer = createConsumer(options);
  const rests = createRests();
  const { CRASH, GROUP_JOIN } = consumer.events;
  const crashed = new Promise<Error>((resolve) => consumer.on(CRASH, ({ payload }) => resolve(payload.error)));
  const joined = new Promise<null>((resolve) => consumer.on(GROUP_JOIN, () => resolve(null)));
  const leave = async (): Promise<void> => {
    rests.close();
    await consumer.disconnect();
  };
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: from !== 'end' });
    await consumer.subscribe({ topics: [replayTopic(group)], fromBeginning: true });
    await consumer.run({
      eachBatchAutoResolve: false,
      autoCommitInterval: 1_000,
      partitionsConsumedConcurrently: 16,
      eachBatch: createEachBatch({ ...options.tools, rests }),
    });
    for (const beginning of options.beginnings) consumer.seek(beginning);
    const failure = await Promise.race([joined, crashed]);
    if (failure) throw failure;
    return { crashed, leave };
  } catch (error) {
    await leave();
    throw error;
  }
}

const createConsumer = ({ kafka, subscription, sessionTimeoutMs }: MemberOptions): Consumer =>
  kafka.consumer({
    groupId: subscription.group,
    partitionAssigners: [assignBySubscription],
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: Math.min(3_000, sessionTimeoutMs / 3),
    allowAutoTopicCreation: false,
    // A resumed partition waits for the running fetch to return.
    maxWaitTimeInMs: 500,
    maxBytesPerPartition: 262_144,
    // `consume` replaces the consumer after every error. kafkajs would do so for some errors only.
    retry: { ...retry, restartOnFailure: async () => false },
  });
