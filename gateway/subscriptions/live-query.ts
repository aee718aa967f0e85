import type { ClientViewer } from '@soko/auth';
import type { FollowedEvent } from '@soko/event-bus';
import { newId } from '@soko/ids';
import type { GatewayIdentity } from '../context.ts';
import type { Operation, OperationResult } from '../graph.ts';
import type { Cursors } from './cursors.ts';
import { createLiveMessage, type LiveMessage } from './live-message.ts';
import type { Outlet } from './outlet.ts';
import { hasReached, isBefore, laterOf, type Positions } from './positions.ts';
import type { Feed } from './read-feeds.ts';
import { digestOf, type SentStates, type States, thingOf } from './sent-states.ts';
import type { AboutOf, WaitingEvents } from './waiting-events.ts';

/** The events of a subscription. */
export interface Followed {
  field: string;
  feeds: readonly Feed[];
  /** The keys of the events that concern the viewer; null for all. */
  keys: readonly string[] | null;
}

/** One operation of one viewer, executed once per event for all subscribers that share it. */
export interface LiveQuery extends Followed {
  operation: Operation;
  viewer: ClientViewer;
  /** The token of a guest. It opens what is the guest's, so that only subscribers with the same token share. */
  guestToken: string | undefined;
  /** Headers that some subgraphs get as they are. They may open more, so that only subscribers with the same ones share. */
  forwarded: GatewayIdentity['forwarded'];
  topics: readonly string[];
  /** The data of a message that says only where the client is: its field is null. */
  empty: OperationResult['data'];
  /** Topics whose every event is a message of its own. */
  told: ReadonlySet<string>;
  aboutOf: AboutOf;
  waiting: WaitingEvents;
  isRunning: boolean;
  subscribers: Set<Subscriber>;
  sent: SentStates;
  /** The number of the first message of the subscriber that joined last. */
  lastJoin: number;
  /** True while it replays what one subscriber missed. Then it is shared with no one. */
  isReplay: boolean;
  leave: () => void;
}

export interface Subscriber {
  /** The query that it takes part in: its own while it catches up, then the shared one. */
  query: LiveQuery;
  outlet: Outlet<LiveMessage>;
  /** The number of the first message that it got of the query. */
  since: number;
  /** The states that it had before. */
  known: States;
  /** The digest of its last message. */
  last: string | null;
  /** Earlier events were sent by another query. Null once the shared query has passed them too. */
  from: Positions | null;
}

/** The identity of an execution: it has the event's correlation id, so that logs connect it with its cause. */
export const identityFor = (
  { viewer, guestToken, forwarded }: LiveQuery,
  { envelope }: FollowedEvent,
): GatewayIdentity => ({
  viewer,
  guestToken,
  ...(forwarded ? { forwarded } : {}),
  requestId: newId('req'),
  correlationId: envelope.correlationId,
  // Several clients may share the execution.
  clientAddress: 'subscription',
});

/**
 * Sends the result for an event to the subscribers that lack it. `positions` are those after all events that the query has
 * executed. Returns the number of messages.
 */
export function publish(
  query: LiveQuery,
  event: FollowedEvent,
  result: OperationResult,
  { positions, cursors }: { positions: Positions; cursors: Cursors },
): number {
  const about = query.aboutOf(event);
  const [thing, digest] = [thingOf(about), digestOf(result.data)];
  const { sent, lastJoin } = query;
  const before = sent.lastOf(thing);
  sent.add(thing, digest);
  const messageAt = (place: Positions): LiveMessage =>
    createLiveMessage(about, result, cursors.write({ positions: place, states: sent.recent(lastJoin) }));
  const shared = messageAt(positions);
  let count = 0;
  for (const subscriber of query.subscribers) {
    const { from, since, known } = subscriber;
    if (from !== null && hasReached(positions, from)) subscriber.from = null;
    if (from !== null && isBefore(event, from)) {
      // It lacks this message: what was sent so far says nothing about what it has.
      subscriber.since = sent.next;
      query.lastJoin = sent.next;
      continue;
    }
    const state = before && before.number >= since ? before.digest : known.get(thing);
    // Its last message says the same, though it was about another thing: a payment changes its order as well.
    const isRepeat = !query.told.has(event.topic) && subscriber.last === digest;
    if (result.errors === undefined && (state === digest || isRepeat)) continue;
    subscriber.last = result.errors === undefined ? digest : null;
    subscriber.outlet.push(subscriber.from === null ? shared : messageAt(laterOf(positions, from!)));
    count += 1;
  }
  return count;
}
