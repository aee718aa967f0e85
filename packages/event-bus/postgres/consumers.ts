import type { Logger } from '@soko/log';
import type { Pool } from 'pg';
import type { FollowOptions, Following, SubscribeOptions, Subscription } from '../event-bus.ts';
import { type Message, replayTopic, toReplayValue } from '../message.ts';
import { retryPolicy } from '../retry-policy.ts';
import { appendEntries } from './append.ts';
import { createFollowers } from './followers.ts';
import { enrolGroup, partitionsOf } from './groups.ts';
import { type Lane, newLane } from './lane.ts';
import { createNews } from './news.ts';
import { type Pump, startPump } from './pump.ts';
import { openSession, type Session } from './session.ts';
import { ensureTopics } from './topics.ts';
import { createTurn } from './turn.ts';

/** All subscriptions of one process, over one connection that is opened with the first of them. */
export function createConsumers({
  pool,
  log,
  pollMs,
  partitions,
}: {
  pool: Pool;
  log: Logger;
  pollMs: number;
  partitions: number;
}) {
  const lanes = new Set<Lane>();
  const subscriptions = new Map<string, Subscription>();
  let pump: Pump | null = null;
  const news = createNews(pollMs);
  const wake = (): void => pump?.wake();
  const replayLater = (group: string, message: Message): Promise<void> =>
    appendEntries(pool, replayTopic(group), [{ key: message.key, value: toReplayValue(message) }]);
  const { turn, lost, soon } = createTurn({ lanes, batchSize: 100, takeOverMs: 1_000, replayLater, log, wake });

  const followers = createFollowers({ pool, partitions, batchSize: 500, log });
  const turnOfAll = async (session: Session): Promise<void> => {
    // First: what is heard from now on is for the next turn.
    const isNews = news.take();
    await turn(session, isNews);
    if (await followers.turn(session, isNews)) wake();
  };

  const open = (onNews: () => void) =>
    openSession(pool, (topic) => {
      news.heard(topic);
      onNews();
    });
  const running = (): Pump => (pump ??= startPump({ open, turn: turnOfAll, lost, pollMs, pauseMs: 40, log }));

  const begin = async (options: SubscribeOptions): Promise<Lane[]> => {
    const { group, topics, handler, handleMany } = options;
    const retry = retryPolicy(options.retry);
    await ensureTopics(pool, topics, partitions);
    await ensureTopics(pool, [replayTopic(group)], 1);
    await enrolGroup(pool, group, topics, options.from ?? 'beginning');
    await enrolGroup(pool, group, [replayTopic(group)], 'beginning');
    const found = await partitionsOf(pool, [...topics, replayTopic(group)]);
    return found.map(({ topic, partition }) => newLane({ group, topic, partition, handler, handleMany, retry }));
  };

  const end = async (mine: readonly Lane[]): Promise<void> => {
    for (const lane of mine) {
      lane.closing = true;
      lane.stop.abort();
    }
    for (const lane of mine) await lane.running;
    while (mine.some((lane) => lanes.has(lane))) await running().turned();
  };

  const subscribe = async (options: SubscribeOptions): Promise<Subscription> => {
    const { group } = options;
    if (subscriptions.has(group)) {
      throw new Error(`Group ${group} is already subscribed in this process. Subscribe it once, with all its topics.`);
    }
    let mine: Lane[] = [];
    const subscription: Subscription = {
      async close() {
        await end(mine);
        if (subscriptions.get(group) === subscription) subscriptions.delete(group);
      },
    };
    subscriptions.set(group, subscription);
    try {
      mine = await begin(options);
    } catch (error) {
      subscriptions.delete(group);
      throw error;
    }
    for (const lane of mine) lanes.add(lane);
    soon();
    running().wake();
    return subscription;
  };

  const follow = async (options: FollowOptions): Promise<Following> => {
    const { begins, stop } = await followers.add(options);
    running().wake();
    return { begins, close: async () => stop() };
  };

  const close = async (): Promise<void> => {
    await Promise.all([...subscriptions.values()].map((subscription) => subscription.close()));
    await pump?.stop();
    pump = null;
  };

  return { subscribe, follow, close };
}
