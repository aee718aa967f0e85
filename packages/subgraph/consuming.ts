import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBus, ManyHandler, Subscription } from '@soko/event-bus';
import type { Logger } from '@soko/log';
import type { Consumer } from '@soko/outbox';
import { backoffMs, withJitter } from '@soko/retry';

export interface Consuming {
  /** The consumer groups, in the order of the subgraph's consumers. */
  groups: readonly string[];
  /** Resolves when every group receives events, or when this is closed before. */
  joined: Promise<void>;
  hasJoined(): boolean;
  close(): Promise<void>;
}

const rejoining = { firstMs: 200, maxMs: 5_000 };

/** A group that still waits for the bus when it closes is left after this time. */
const closeTimeoutMs = 3_000;

/**
 * Joins the groups of `consumers` in the background and tries again for as long as the bus does not answer, so that a subgraph
 * serves without it.
 */
export function startConsuming(options: {
  bus: EventBus;
  /** Creates the topics of the platform. Called until it succeeds. */
  ensureTopics: () => Promise<void>;
  consumers: readonly Consumer[];
  log: Logger;
}): Consuming {
  const { bus, ensureTopics, log } = options;
  const groups = new Map<string, Consumer[]>();
  for (const each of options.consumers) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  const stopping = new AbortController();
  const { signal } = stopping;
  let hasJoined = false;
  let hasWarned = false;

  /** Calls `work` until it succeeds. Null when this was closed before. */
  const untilItWorks = async <T>(work: () => Promise<T>, group: string | null): Promise<T | null> => {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        return await work();
      } catch (error) {
        const level = hasWarned || signal.aborted ? 'debug' : 'warn';
        hasWarned = true;
        log[level](
          { err: error, group, failures },
          'could not connect to the event bus; serving without it and retrying',
        );
      }
      await sleep(withJitter(backoffMs(failures, rejoining)), undefined, { signal }).catch(() => {});
    }
    return null;
  };

  const joinGroup = async ([group, members]: [string, Consumer[]]): Promise<Subscription | null> => {
    const subscription = await untilItWorks(() => bus.subscribe(subscriptionOf(group, members)), group);
    if (!signal.aborted) return subscription;
    await subscription?.close();
    return null;
  };

  const join = async (): Promise<(Subscription | null)[]> => {
    await untilItWorks(ensureTopics, null);
    const subscriptions = await Promise.all([...groups].map(joinGroup));
    hasJoined = !signal.aborted;
    if (hasJoined && hasWarned) log.info('connected to the event bus');
    return subscriptions;
  };

  const joining = join();
  return {
    groups: [...groups.keys()],
    joined: joining.then(() => {}),
    hasJoined: () => hasJoined,
    async close() {
      stopping.abort();
      const closed = joining.then(async (subscriptions) => {
        await Promise.all(subscriptions.map(async (subscription) => subscription?.close()));
      });
      // A running handler is waited for, but not a bus that does not answer.
      await (hasJoined ? closed : Promise.race([closed, sleep(closeTimeoutMs, undefined, { ref: false })]));
      hasJoined = false;
    },
  };
}

/** Consumers of one group share a subscription, so that the group gets each topic in order. */
const subscriptionOf = (group: string, members: readonly Consumer[]): Parameters<EventBus['subscribe']>[0] => ({
  group,
  topics: [...new Set(members.flatMap((member) => member.topics))],
  handler: async ({ topic, envelope }) => {
    for (const member of members) if (member.topics.includes(topic)) await member.handle(envelope);
  },
  handleMany: handleManyOf(members),
});

/** Passes many events at once to a topic's only consumer, if it can handle many. */
const handleManyOf =
  (members: readonly Consumer[]): ManyHandler =>
  async (deliveries) => {
    const topic = deliveries[0]?.topic;
    const [listener, ...others] = members.filter((member) => topic !== undefined && member.topics.includes(topic));
    if (!listener?.handleMany || others.length > 0) return false;
    if (deliveries.some((delivery) => delivery.topic !== topic)) return false;
    await listener.handleMany(deliveries.map(({ envelope }) => envelope));
    return true;
  };
