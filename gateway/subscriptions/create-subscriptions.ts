import type { Keys } from '@soko/env/keys';
import type { Logger } from '@soko/log';
import type { Authenticate } from '../authentication/authenticate.ts';
import type { Documents } from '../documents/documents.ts';
import type { GatewayEnv } from '../env.ts';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Traffic } from '../limits/traffic.ts';
import type { Metrics } from '../metrics.ts';
import { createAdmission } from './admission.ts';
import { createCursors } from './cursors.ts';
import { createEventHistory } from './event-history.ts';
import { createEventStreams, type EventStreams } from './event-streams.ts';
import { createFollowedTopics, type EventSource, type FollowedTopics } from './followed-topics.ts';
import { allClients, type LiveClients } from './live-clients.ts';
import { createLiveQueries } from './live-queries.ts';
import { createOlderEvents } from './older-events.ts';
import { createFindMissed } from './replay.ts';
import { createSocketServer, type SocketServer } from './socket-server.ts';
import { limitStreams } from './subgraph-streams.ts';

/** The subscriptions of this process, over both protocols. */
export interface Subscriptions {
  sockets: SocketServer;
  streams: EventStreams;
  /** The clients of both. */
  clients: LiveClients;
  followed: FollowedTopics;
}

/** All clients share one reader of events and one history. */
export function createSubscriptions(options: {
  env: GatewayEnv;
  graphs: CurrentGraph;
  events?: EventSource;
  cursorKeys?: Keys;
  documents: Documents;
  authenticate: Authenticate;
  forwards?: readonly string[];
  traffic: Traffic;
  metrics: Metrics;
  log: Logger;
}): Subscriptions {
  const { env, graphs, events, log } = options;
  const history = createEventHistory(env.SUBSCRIPTION_HISTORY);
  const cursors = createCursors(options.cursorKeys);
  const older = createOlderEvents({ bus: events, history, maxEvents: env.SUBSCRIPTION_HISTORY, log });
  const findMissed = createFindMissed({ cursors, history, older });
  const followed = createFollowedTopics({
    events,
    onEvent: (event) => live.onEvent(event),
    onBegin: (places) => history.begin(places),
    waitMs: env.SUBSCRIPTION_WAIT_MS,
    log,
  });
  const queueLength = env.SUBSCRIPTION_QUEUE;
  const live = createLiveQueries({
    ...options,
    followed,
    history,
    cursors,
    findMissed,
    queueLength,
    takeStream: limitStreams(env),
  });
  const topics = [...graphs.get().feeds.values()].flat().map(({ topic }) => topic);
  // The start does not wait for the event bus; subscribers do.
  if (events && topics.length > 0) followed.ensure(topics).catch(() => {});
  const admission = createAdmission(env);
  const sockets = createSocketServer({ ...options, live, admission });
  const streams = createEventStreams({ ...options, live, admission });
  const both = allClients(sockets, streams);
  return {
    sockets,
    streams,
    followed,
    clients: {
      ...both,
      closeGradually(ms) {
        admission.end();
        both.closeGradually(ms);
      },
    },
  };
}
