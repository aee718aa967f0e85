import type { ClientIdentity, ClientViewer } from '@soko/auth';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import type { LiveEvent } from '@soko/subgraph';
import pLimit from 'p-limit';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Operation, OperationResult } from '../graph.ts';
import type { Metrics } from '../metrics.ts';
import { createEventIndex } from './event-index.ts';
import type { FollowedTopics } from './followed-topics.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import type { Feed } from './read-feeds.ts';

/** A started subscription is a stream of results; a refused one is a result with errors. */
export type Begun = { refused: OperationResult } | { results: AsyncGenerator<OperationResult, void, void> };

export interface LiveQueries {
  begin(options: { operation: Operation; identity: ClientIdentity; onSlow: () => void }): Promise<Begun>;
  onEvent(event: LiveEvent): void;
}

/** One operation of one viewer, executed once per event for all sockets that share it. */
interface LiveQuery {
  operation: Operation;
  field: string;
  viewer: ClientViewer;
  /** The token of a guest. It opens what is the guest's, so that only sockets with the same token share. */
  guestToken: string | undefined;
  /** Events that wait for their execution: the newest of each aggregate, by topic and aggregate, in order. */
  waiting: Map<string, LiveEvent>;
  isRunning: boolean;
  subscribers: Set<Subscriber>;
  leave: () => void;
}

interface Subscriber {
  outlet: Outlet<OperationResult>;
  onSlow: () => void;
  /** The last data that was sent: equal data is not sent again. */
  last: string | null;
}

/** Greatest number of events that wait for one operation, before its subscribers are disconnected. */
const maxWaiting = 1_000;

/** Greatest number of operations that are executed at once for events. */
const maxConcurrent = 32;

/** True for a result in which every field is null: the event does not concern the viewer. */
const isEmpty = ({ data, errors }: OperationResult): boolean =>
  errors === undefined && Object.values(data ?? {}).every((value) => value === null);

/** The identity of an execution: it has the event's correlation id, so that logs connect it with its cause. */
const identityFor = ({ viewer, guestToken }: LiveQuery, { envelope }: LiveEvent): ClientIdentity => ({
  viewer,
  guestToken,
  requestId: newId('req'),
  correlationId: envelope.correlationId,
  // Several clients may share the execution.
  clientAddress: 'subscription',
});

export function createLiveQueries(options: {
  graphs: CurrentGraph;
  followed: FollowedTopics;
  metrics: Metrics;
  /** Greatest number of results that wait for one subscriber. */
  queueLength: number;
  log: Logger;
}): LiveQueries {
  const { graphs, followed, metrics, queueLength, log } = options;
  const index = createEventIndex<LiveQuery>();
  const shared = new Map<string, LiveQuery>();
  const limiter = pLimit(maxConcurrent);

  /** Ends the subscription at once, as the client may close its socket slowly. */
  const disconnect = ({ outlet, onSlow }: Subscriber): void => {
    onSlow();
    void outlet.values.return();
  };

  const disconnectAll = (query: LiveQuery): void => {
    for (const subscriber of query.subscribers) disconnect(subscriber);
  };

  const publish = (query: LiveQuery, result: OperationResult): void => {
    const text = JSON.stringify(result.data);
    for (const subscriber of query.subscribers) {
      if (result.errors === undefined && subscriber.last === text) continue;
      subscriber.last = text;
      if (!subscriber.outlet.push(result)) disconnect(subscriber);
      else metrics.pushed(query.field);
    }
    // Without data nothing was executed: the operation is not valid in a new supergraph, or exceeds a limit.
    if (result.data === undefined) for (const { outlet } of query.subscribers) outlet.end();
  };

  const executeWaiting = async (query: LiveQuery): Promise<void> => {
    for (const [about, event] of query.waiting) {
      query.waiting.delete(about);
      const identity = identityFor(query, event);
      try {
        const result = await limiter(() => graphs.get().execute(query.operation, identity, { event }));
        if (!isEmpty(result)) publish(query, result);
      } catch (error) {
        log.error({ err: error, field: query.field }, 'could not execute a subscription for an event');
      }
    }
  };

  const wake = async (query: LiveQuery): Promise<void> => {
    if (query.isRunning) return;
    query.isRunning = true;
    while (query.waiting.size > 0) await executeWaiting(query);
    query.isRunning = false;
  };

  const queryFor = (
    operation: Operation,
    { viewer, guestToken }: ClientIdentity,
    at: { field: string; feeds: readonly Feed[]; keys: readonly string[] | null },
  ) => {
    const name = JSON.stringify([operation, viewer, guestToken ?? null, at.keys, at.feeds]);
    const known = shared.get(name);
    if (known) return known;
    const query: LiveQuery = {
      operation,
      viewer,
      guestToken,
      field: at.field,
      waiting: new Map(),
      isRunning: false,
      subscribers: new Set(),
      leave: () => {},
    };
    const remove = index.add(query, at.feeds, at.keys);
    query.leave = () => {
      remove();
      shared.delete(name);
      query.waiting.clear();
    };
    shared.set(name, query);
    return query;
  };

  const join = (query: LiveQuery, onSlow: () => void): AsyncGenerator<OperationResult, void, void> => {
    const outlet = createOutlet<OperationResult>(queueLength, () => {
      query.subscribers.delete(subscriber);
      metrics.subscriptions(query.field, -1);
      if (query.subscribers.size === 0) query.leave();
    });
    const subscriber: Subscriber = { outlet, onSlow, last: null };
    query.subscribers.add(subscriber);
    metrics.subscriptions(query.field, 1);
    return outlet.values;
  };

  return {
    async begin({ operation, identity, onSlow }) {
      const graph = graphs.get();
      const live = { event: null };
      const result = await graph.execute(operation, identity, live);
      const { field, keys } = live as { field?: string; keys?: readonly string[] | null };
      if (result.errors !== undefined || field === undefined || keys === undefined) return { refused: result };
      const feeds = graph.feeds.get(field) ?? [];
      await followed.ensure(feeds.map(({ topic }) => topic));
      return { results: join(queryFor(operation, identity, { field, feeds, keys }), onSlow) };
    },
    onEvent(event) {
      for (const query of index.find(event)) {
        const about = `${event.topic} ${event.envelope.subject}`;
        query.waiting.set(about, event);
        if (query.waiting.size > maxWaiting) disconnectAll(query);
        else void wake(query);
      }
    },
  };
}
