import { setTimeout as sleep } from 'node:timers/promises';
import { SpanKind, traceEvents } from '@soko/tracing';
import type { Admin } from 'kafkajs';
import type { EventBus, FollowOptions, Following, LogRecord, SubscribeOptions, Subscription } from '../event-bus.ts';
import { parseEnvelope } from '../parse-envelope.ts';
import { retryPolicy } from '../retry-policy.ts';
import { createClient, type KafkaBusOptions } from './client.ts';
import { consume } from './consume.ts';
import { createDeadLetters, park } from './dead-letters.ts';
import { topicsOfGroup } from './dead-topic.ts';
import { createFollower } from './follower.ts';
import { holdClient } from './held-client.ts';
import { committedOffsets, findEnds, groupLag, hasHandled, waitForGroup } from './lag.ts';
import { type Beginnings, joinGroup } from './member.ts';
import { holdProducer, send } from './producing.ts';
import { createReadTopic, type StoredMessage } from './read-topic.ts';
import { createTopics } from './topics.ts';
import { whileItMayPass } from './while-it-may-pass.ts';
import { type Message, replayTopic, toReplayValue } from '../message.ts';

const sending = { kind: SpanKind.PRODUCER, attributes: { 'messaging.system': 'kafka' } };

/** The event bus on Kafka. It connects at the first call. */
export function createKafkaBus(options: KafkaBusOptions): EventBus {
  const { log, partitions = 4, sessionTimeoutMs = 10_000 } = options;
  const kafka = createClient(options);
  const admin = holdClient(() => kafka.admin());
  const producer = holdProducer(kafka);
  const { replicationFactor, retentionDays } = options;
  const retentionMs = retentionDays === undefined ? undefined : retentionDays * 86_400_000;
  const topics = createTopics(admin, { replicationFactor, retentionMs });
  const read = createReadTopic(kafka, admin);
  const letters = createDeadLetters({ kafka, admin, topics, read });
  const subscriptions = new Map<string, { topics: readonly string[]; subscription: Promise<Subscription> }>();

  const followers = new Set<Promise<Following>>();
  const closing = new AbortController();

  const ensureTopics = (names: readonly string[], count = partitions): Promise<void> =>
    topics.ensure(names.map((name) => ({ name, partitions: count })));

  const join = async (subscription: SubscribeOptions): Promise<Subscription> => {
    const { group, handler, handleMany } = subscription;
    await ensureTopics(subscription.topics);
    await topics.ensure(topicsOfGroup(group));
    const beginnings = subscription.from === 'end' ? await admin.use((client) => ends(client, subscription)) : [];
    const retry = retryPolicy(subscription.retry);
    const tools = {
      group,
      handler,
      handleMany,
      retry,
      log,
      park: (parking: Parameters<typeof park>[1]) => park(producer, parking),
      replayLater: (name: string, message: Message) =>
        send(producer, replayTopic(name), [{ key: message.key, value: toReplayValue(message) }]),
    };
    const member = { kafka, subscription, tools, sessionTimeoutMs, beginnings };
    return consume({ group, join: () => joinGroup(member), closing: closing.signal, log });
  };

  const subscribe = async (subscription: SubscribeOptions): Promise<Subscription> => {
    const { group } = subscription;
    if (subscriptions.has(group)) {
      throw new Error(`Group ${group} is already subscribed in this process. Subscribe it once, with all its topics.`);
    }
    const joined = join(subscription);
    subscriptions.set(group, { topics: [...subscription.topics, replayTopic(group)], subscription: joined });
    const forget = (): void => void subscriptions.delete(group);
    const member = await joined.catch((error: unknown) => {
      forget();
      throw error;
    });
    return {
      async close() {
        await member.close();
        forget();
      },
    };
  };

  const readAlong = async (wanted: FollowOptions): Promise<Following> => {
    await ensureTopics(wanted.topics);
    // A new topic has no leader for a moment.
    const ends = await whileItMayPass(() => admin.use((client) => endsOf(client, wanted.topics)));
    const begins = ends.map(({ topic, partition, offset }) => ({ topic, partition, offset: Number(offset) }));
    const follower = await consume({ ...createFollower({ kafka, wanted, ends, log }), closing: closing.signal, log });
    return { ...follower, begins };
  };

  const follow = async (wanted: FollowOptions): Promise<Following> => {
    const begun = readAlong(wanted);
    followers.add(begun);
    const forget = (): void => void followers.delete(begun);
    const follower = await begun.catch((error: unknown) => {
      forget();
      throw error;
    });
    return {
      begins: follower.begins,
      async close() {
        await follower.close();
        forget();
      },
    };
  };

  return {
    ensureTopics: (names, { partitions: count } = {}) => ensureTopics(names, count),
    async publish(topic, envelopes) {
      await topics.require(topic);
      const messages = envelopes.map((event) => ({ key: event.subject, value: JSON.stringify(event) }));
      await traceEvents('send', envelopes, sending, () => send(producer, topic, messages));
    },
    subscribe,
    follow,
    async read(topic, range) {
      await topics.require(topic);
      return (await read(topic, range)).map((message) => logRecord(topic, message));
    },
    groupsWithDeadLetters: letters.groups,
    countDeadLetters: letters.count,
    deadLetters: letters.list,
    replayDeadLetters: letters.replay,
    lag: (group) => admin.use((client) => groupLag(client, group, subscriptions.get(group)?.topics ?? [])),
    waitForGroup: (wanted) => admin.use((client) => waitForGroup(client, wanted)),
    ends: (names) => admin.use((client) => findEnds(client, names)),
    hasHandled: (group, ends) => admin.use((client) => hasHandled(client, group, ends)),
    prune: () => Promise.resolve(0),
    longestLifeMs: (names) => {
      const subscribed = [...subscriptions.values()].flatMap(({ topics: ofGroup }) => ofGroup);
      return topics.longestLifeMs([...new Set([...names, ...subscribed])]);
    },
    async health() {
      await admin.use((client) => client.describeCluster());
    },
    async close() {
      const open = [...[...subscriptions.values()].map(({ subscription }) => subscription), ...followers];
      closing.abort();
      await Promise.all(open.map(leave));
      subscriptions.clear();
      followers.clear();
      await producer.close();
      await admin.close();
    },
  };
}

/** Time that closing waits for a consumer that has not joined its group yet. It leaves by itself when it has. */
const joinTimeoutMs = 3_000;

/** Closes a consumer, and waits for its running handlers. */
async function leave(member: Promise<Subscription>): Promise<void> {
  const left = member.then(({ close }) => close()).catch(() => undefined);
  const joined = member.then(
    () => true,
    () => true,
  );
  const isJoined = await Promise.race([joined, sleep(joinTimeoutMs, false, { ref: false })]);
  if (isJoined) await left;
}

/** The current end offsets, for partitions without a committed offset of the group. */
async function ends(admin: Admin, { group, topics }: SubscribeOptions): Promise<Beginnings> {
  const committed = await committedOffsets(admin, group);
  const found = await endsOf(admin, topics);
  return found.filter(({ topic, partition }) => committed.get(topic)?.get(partition) === undefined);
}

async function endsOf(admin: Admin, topics: readonly string[]): Promise<Beginnings> {
  const found = await Promise.all(
    topics.map(async (topic) => {
      const offsets = await admin.fetchTopicOffsets(topic);
      return offsets.map(({ partition, high }) => ({ topic, partition, offset: high }));
    }),
  );
  return found.flat();
}

function logRecord(topic: string, { value, ...message }: StoredMessage): LogRecord {
  const parsed = parseEnvelope(value ?? '');
  return { topic, ...message, value: value ?? '', envelope: 'envelope' in parsed ? parsed.envelope : null };
}
