import type { ClientIdentity, ClientViewer } from '@soko/auth';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import type { LiveEvent } from '@soko/subgraph';
import pLimit from 'p-limit';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Answer, Operation } from '../graph.ts';
import type { Metrics } from '../metrics.ts';
import { createEventIndex } from './event-index.ts';
import type { FollowedTopics } from './followed-topics.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import type { Feed } from './read-feeds.ts';

/** Whoever begins to subscribe gets a stream of answers, or an answer that says why not. */
export type Begun = { refused: Answer } | { answers: AsyncGenerator<Answer, void, void> };

export interface LiveQueries {
  begin(options: { operation: Operation; identity: ClientIdentity; onSlow: () => void }): Promise<Begun>;
  onEvent(event: LiveEvent): void;
}

/** One operation of one viewer, executed once per event however many sockets it goes to. */
interface LiveQuery {
  operation: Operation;
  field: string;
  viewer: ClientViewer;
  /** Begun, not yet answered: by topic and aggregate, the newest event of each, in order. */
  waiting: Map<string, LiveEvent>;
  isRunning: boolean;
  subscribers: Set<Subscriber>;
  leave: () => void;
}

interface Subscriber {
  outlet: Outlet<Answer>;
  onSlow: () => void;
  /** What it was told last: an event that changes nothing of what it asked for is not worth a message. */
  last: string | null;
}

/** So many aggregates may change while an operation is being executed, before its subscribers are sent away. */
const mostWaiting = 1_000;

/** Operations that are executed at once for events. Others wait for their turn. */
const maxExecutedAtOnce = 32;

/** An answer with nothing in it: the event is not for this viewer. */
const saysNothing = ({ data, errors }: Answer): boolean =>
  errors === undefined && Object.values(data ?? {}).every((value) => value === null);

/** The event's own ids, so that what is asked because of it can be found with what caused it. */
const identityFor = (viewer: ClientViewer, { envelope }: LiveEvent): ClientIdentity => ({
  viewer,
  requestId: newId('req'),
  correlationId: envelope.correlationId,
  // Several clients may share the execution.
  clientAddress: 'subscription',
});

export function createLiveQueries(options: {
  graphs: CurrentGraph;
  followed: FollowedTopics;
  metrics: Metrics;
  /** Answers that may wait for one subscriber. */
  queueLength: number;
  log: Logger;
}): LiveQueries {
  const { graphs, followed, metrics, queueLength, log } = options;
  const index = createEventIndex<LiveQuery>();
  const shared = new Map<string, LiveQuery>();
  const limiter = pLimit(maxExecutedAtOnce);

  /** Closing its socket takes as long as the client likes; it gets nothing more from here on. */
  const sendAway = ({ outlet, onSlow }: Subscriber): void => {
    onSlow();
    void outlet.values.return();
  };

  const tooSlow = (query: LiveQuery): void => {
    for (const subscriber of query.subscribers) sendAway(subscriber);
  };

  const tell = (query: LiveQuery, answer: Answer): void => {
    const text = JSON.stringify(answer.data);
    for (const subscriber of query.subscribers) {
      if (answer.errors === undefined && subscriber.last === text) continue;
      subscriber.last = text;
      if (!subscriber.outlet.push(answer)) sendAway(subscriber);
      else metrics.pushed(query.field);
    }
    // Not even begun to execute: the graph has changed, or the limits have.
    if (answer.data === undefined) for (const { outlet } of query.subscribers) outlet.end();
  };

  const answerWaiting = async (query: LiveQuery): Promise<void> => {
    for (const [about, event] of query.waiting) {
      query.waiting.delete(about);
      const identity = identityFor(query.viewer, event);
      try {
        const answer = await limiter(() => graphs.get().answer(query.operation, identity, { event }));
        if (!saysNothing(answer)) tell(query, answer);
      } catch (error) {
        log.error({ err: error, field: query.field }, 'an event could not be answered');
      }
    }
  };

  const wake = async (query: LiveQuery): Promise<void> => {
    if (query.isRunning) return;
    query.isRunning = true;
    while (query.waiting.size > 0) await answerWaiting(query);
    query.isRunning = false;
  };

  const queryFor = (
    operation: Operation,
    viewer: ClientViewer,
    at: { field: string; feeds: readonly Feed[]; keys: readonly string[] | null },
  ) => {
    const name = JSON.stringify([operation, viewer, at.keys, at.feeds]);
    const known = shared.get(name);
    if (known) return known;
    const query: LiveQuery = {
      operation,
      viewer,
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

  const join = (query: LiveQuery, onSlow: () => void): AsyncGenerator<Answer, void, void> => {
    const outlet = createOutlet<Answer>(queueLength, () => {
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
      const answer = await graph.answer(operation, identity, live);
      const { field, keys } = live as { field?: string; keys?: readonly string[] | null };
      if (answer.errors !== undefined || field === undefined || keys === undefined) return { refused: answer };
      const feeds = graph.feeds.get(field) ?? [];
      await followed.ensure(feeds.map(({ topic }) => topic));
      return { answers: join(queryFor(operation, identity.viewer, { field, feeds, keys }), onSlow) };
    },
    onEvent(event) {
      for (const query of index.find(event)) {
        const about = `${event.topic} ${event.envelope.subject}`;
        query.waiting.set(about, event);
        if (query.waiting.size > mostWaiting) tooSlow(query);
        else void wake(query);
      }
    },
  };
}
