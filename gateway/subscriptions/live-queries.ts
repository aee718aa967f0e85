import { createHash } from 'node:crypto';
import type { FollowedEvent } from '@soko/event-bus';
import type { Logger } from '@soko/log';
import { describeSpan, SpanKind, traceEvents } from '@soko/tracing';
import pLimit from 'p-limit';
import type { GatewayIdentity, LiveContext, Opening } from '../context.ts';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Operation, OperationResult } from '../graph.ts';
import type { Metrics } from '../metrics.ts';
import type { Cursors } from './cursors.ts';
import { createEventIndex } from './event-index.ts';
import type { EventHistory } from './event-history.ts';
import type { FollowedTopics } from './followed-topics.ts';
import { createLiveMessage, type LiveMessage } from './live-message.ts';
import { type Followed, identityFor, type LiveQuery, publish, type Subscriber } from './live-query.ts';
import { createOutlet, type Read } from './outlet.ts';
import { readingOf } from './reading-of.ts';
import { createRelay } from './relay.ts';
import type { FindMissed, Missed } from './replay.ts';
import { createSentStates, type States } from './sent-states.ts';
import type { TakeStream } from './subgraph-streams.ts';
import { createWaitingEvents } from './waiting-events.ts';

/** The messages of one subscriber. */
export type LiveMessages = AsyncGenerator<Read<LiveMessage>, void, void>;

/** A started subscription is a stream of messages after `cursor`; a refused one is a result with errors. */
export type Begun = { refused: OperationResult } | { messages: LiveMessages; cursor: string | null };

type Started = Pick<
  LiveQuery,
  'operation' | 'viewer' | 'guestToken' | 'forwarded' | 'field' | 'feeds' | 'keys' | 'empty'
>;

export interface LiveQueries {
  /**
   * Starts a subscription. With `resumeFrom`, the cursor of the client's last message, it first gets what it missed, or a
   * message without data that tells of the gap. With null its first message has no data but a cursor.
   */
  begin(options: {
    operation: Operation;
    identity: GatewayIdentity;
    resumeFrom: string | null | undefined;
    /** The WebSocket of the client. */
    socket?: object;
  }): Promise<Begun>;
  onEvent(event: FollowedEvent): void;
}

/**
 * Greatest number of events that wait for one operation, and of those that a client missed. Beyond it the oldest is
 * dropped, and the next message says so.
 */
const maxWaiting = 1_000;
const maxMissed = 2_000;

/** Greatest number of operations that are executed at once for events, and of those that replay missed ones. */
const maxConcurrent = 32;
const maxReplaying = 8;

/** Greatest length of the messages that wait for one subscriber, in characters. */
const maxQueuedLength = 1024 * 1024;

/** True for a result in which every field is null: the event does not concern the viewer. */
const isEmpty = ({ data, errors }: OperationResult): boolean =>
  errors === undefined && Object.values(data ?? {}).every((value) => value === null);

const hasEvent = ({ feeds, keys }: Followed): ((event: FollowedEvent) => boolean) => {
  const index = createEventIndex<true>();
  index.add(true, feeds, keys);
  return (event) => index.find(event).size > 0;
};

const noStates: States = new Map();

/** The name of a shared operation. Its text would be kept once more for each. */
const nameOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

export function createLiveQueries(options: {
  graphs: CurrentGraph;
  followed: FollowedTopics;
  history: EventHistory;
  cursors: Cursors;
  findMissed: FindMissed;
  metrics: Metrics;
  /** Greatest number of messages that wait for one subscriber. */
  queueLength: number;
  /** Counts a subscription that a subgraph serves; throws when there are too many. */
  takeStream: TakeStream;
  log: Logger;
}): LiveQueries {
  const { graphs, followed, history, cursors, findMissed, metrics, queueLength, takeStream, log } = options;
  const index = createEventIndex<LiveQuery>();
  const shared = new Map<string, LiveQuery>();
  const executing = pLimit(maxConcurrent);
  const replaying = pLimit(maxReplaying);
  const relay = createRelay({ graphs, metrics, queueLength, log });

  const cursorOf = ({ topics }: LiveQuery): string =>
    cursors.write({ positions: history.positions(topics), states: new Map() });

  /** Sends a message without data: its cursor, and the gap if there is one. */
  const announce = ({ query, outlet }: Subscriber, hasGap: boolean): void => {
    if (hasGap) outlet.skip();
    outlet.push(createLiveMessage('', { data: query.empty ?? null }, cursorOf(query)));
  };

  const push = async (query: LiveQuery, event: FollowedEvent): Promise<void> => {
    const { topic, envelope } = event;
    const live = { event: { topic, envelope } };
    const result = await graphs.get().execute(query.operation, identityFor(query, event), live);
    if (isEmpty(result)) return;
    const positions = query.waiting.positionsBefore(history.positions(query.topics));
    const count = publish(query, event, result, { positions, cursors });
    metrics.pushed(query.field, count);
    describeSpan({ attributes: { 'soko.subscribers': count } });
    // Without data nothing was executed: the operation is not valid in a new supergraph, or exceeds a limit.
    if (result.data === undefined) for (const { outlet } of query.subscribers) outlet.end();
  };

  const executeFor = async (query: LiveQuery, event: FollowedEvent): Promise<void> => {
    const limiter = query.isReplay ? replaying : executing;
    const span = { kind: SpanKind.PRODUCER, attributes: { 'graphql.field': query.field } };
    try {
      await limiter(() => traceEvents('push', [event.envelope], span, () => push(query, event)));
    } catch (error) {
      log.error({ err: error, field: query.field }, 'could not execute a subscription for an event');
      for (const subscriber of query.subscribers) announce(subscriber, true);
    }
  };

  const wake = async (query: LiveQuery): Promise<void> => {
    if (query.isRunning) return;
    query.isRunning = true;
    for (let next = query.waiting.take(); next; next = query.waiting.take()) {
      if (next.hasGap) for (const { outlet } of query.subscribers) outlet.skip();
      await executeFor(query, next.event);
    }
    query.isRunning = false;
    if (query.isReplay) share(query);
  };

  const createQuery = (begun: Started, onLeave: () => void, limit = maxWaiting): LiveQuery => {
    const { operation, viewer, guestToken, forwarded, field, feeds, keys, empty } = begun;
    const { topics, told, aboutOf } = readingOf(feeds);
    // Each property by its name: a spread object has a shape of its own, which takes as much memory as the object.
    const query: LiveQuery = {
      operation,
      viewer,
      guestToken,
      forwarded,
      field,
      feeds,
      keys,
      empty,
      topics,
      told,
      aboutOf,
      waiting: createWaitingEvents(limit, aboutOf),
      isRunning: false,
      subscribers: new Set(),
      sent: createSentStates(),
      lastJoin: 0,
      isReplay: false,
      leave: () => {
        remove();
        onLeave();
        query.waiting.clear();
      },
    };
    const remove = index.add(query, begun.feeds, begun.keys);
    return query;
  };

  const sharedQuery = (begun: Started): LiveQuery => {
    const { operation, viewer, guestToken, forwarded, keys, feeds } = begun;
    const name = nameOf(JSON.stringify([operation, viewer, guestToken ?? null, forwarded ?? null, keys, feeds]));
    const known = shared.get(name);
    if (known) return known;
    const query = createQuery(begun, () => shared.delete(name));
    shared.set(name, query);
    return query;
  };

  const enter = (query: LiveQuery, subscriber: Subscriber): void => {
    subscriber.since = query.sent.next;
    query.lastJoin = query.sent.next;
    query.subscribers.add(subscriber);
  };

  /** Moves the subscriber of a replay that has caught up to the shared query. */
  const share = (replay: LiveQuery): void => {
    replay.leave();
    if (replay.subscribers.size === 0) return;
    const query = sharedQuery(replay);
    for (const subscriber of replay.subscribers) {
      subscriber.query = query;
      subscriber.from = history.positions(query.topics);
      subscriber.known = new Map([...subscriber.known, ...replay.sent.recent(0)]);
      enter(query, subscriber);
    }
  };

  const join = (query: LiveQuery, known: States): Subscriber => {
    const limits = { values: queueLength, length: maxQueuedLength };
    const outlet = createOutlet<LiveMessage>(limits, () => {
      subscriber.query.subscribers.delete(subscriber);
      metrics.subscriptions(subscriber.query.field, -1);
      if (subscriber.query.subscribers.size === 0) subscriber.query.leave();
    });
    const subscriber: Subscriber = { query, outlet, known, last: null, since: 0, from: null };
    enter(query, subscriber);
    metrics.subscriptions(query.field, 1);
    return subscriber;
  };

  const replay = (begun: Started, missed: Missed): Subscriber => {
    const query = createQuery(begun, () => {}, maxMissed);
    const subscriber = join(query, missed.states);
    const concerns = hasEvent(query);
    query.isReplay = true;
    for (const event of missed.events) if (concerns(event)) query.waiting.add(event);
    void wake(query);
    return subscriber;
  };

  /** Executes the operation without an event: its subgraph checks the right and names the keys. */
  const start = async (
    operation: Operation,
    identity: GatewayIdentity,
  ): Promise<Started | { field: string; opening: Opening } | OperationResult> => {
    const graph = graphs.get();
    const live: LiveContext = { event: null };
    const result = await graph.execute(operation, identity, live);
    const { field, keys, opening } = live;
    if (field !== undefined && opening) return { field, opening };
    if (result.errors !== undefined || field === undefined || keys === undefined) return result;
    const { viewer, guestToken, forwarded } = identity;
    return {
      operation,
      viewer,
      guestToken,
      forwarded,
      field,
      feeds: graph.feeds.get(field) ?? [],
      keys,
      empty: result.data,
    };
  };

  return {
    async begin({ operation, identity, resumeFrom, socket }) {
      const begun = await start(operation, identity);
      if ('opening' in begun) {
        const hasGap = typeof resumeFrom === 'string';
        const onEnd = takeStream(socket);
        return { messages: relay({ operation, identity, ...begun, hasGap, onEnd }), cursor: null };
      }
      if (!('feeds' in begun)) return { refused: begun };
      const { topics } = readingOf(begun.feeds);
      await followed.ensure(topics);
      const find = typeof resumeFrom === 'string' ? await findMissed(topics, resumeFrom) : null;
      // From here on nothing waits, so that no event comes between the missed ones and the next ones.
      const missed = find?.() ?? null;
      if (missed && typeof resumeFrom === 'string') {
        return { messages: replay(begun, missed).outlet.values, cursor: resumeFrom };
      }
      const subscriber = join(sharedQuery(begun), noStates);
      if (resumeFrom !== undefined) announce(subscriber, resumeFrom !== null);
      return { messages: subscriber.outlet.values, cursor: cursorOf(subscriber.query) };
    },
    onEvent(event) {
      history.add(event);
      for (const query of index.find(event)) {
        query.waiting.add(event);
        void wake(query);
      }
    },
  };
}
