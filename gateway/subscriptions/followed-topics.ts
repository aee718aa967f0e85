import { serviceUnavailable } from '@soko/errors';
import type { EventBus, FollowedEvent, Following, Place } from '@soko/event-bus';
import type { Logger } from '@soko/log';
import { retry, within } from '@soko/retry';

/** The part of the event bus that the gateway uses. */
export type EventSource = Pick<EventBus, 'follow' | 'read'>;

/** The topics that this process follows; all subscribers share them. */
export interface FollowedTopics {
  /**
   * Resolves when all further events will be seen. Throws SERVICE_UNAVAILABLE when the bus stays unreachable for
   * `SUBSCRIPTION_WAIT_MS`.
   */
  ensure(topics: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export function createFollowedTopics(options: {
  events: EventSource | undefined;
  onEvent: (event: FollowedEvent) => void;
  /** Called with the ends of the topics' partitions before `ensure` resolves. */
  onBegin: (places: readonly Place[]) => void;
  /** Time that a subscriber waits for the bus. */
  waitMs: number;
  log: Logger;
}): FollowedTopics {
  const { events, onEvent, onBegin, waitMs, log } = options;
  const followed = new Map<string, Promise<Following>>();
  const open = new Set<Following>();
  let closed = false;

  const closeQuietly = (following: Following): Promise<void> =>
    following.close().catch((error: unknown) => log.debug({ err: error }, 'could not close a reader of the event bus'));

  /** Starts one reader for all `topics`. After a failure the subscribers that wait try again. */
  const follow = (source: EventSource, topics: readonly string[]): void => {
    const following = source.follow({ topics, handler: onEvent }).then((begun) => {
      onBegin(begun.begins);
      return begun;
    });
    for (const topic of topics) followed.set(topic, following);
    following.then(
      (begun) => (closed ? closeQuietly(begun) : void open.add(begun)),
      (error: unknown) => {
        log.error({ err: error, topics }, 'could not read from the event bus; subscriptions wait for it');
        for (const topic of topics) if (followed.get(topic) === following) followed.delete(topic);
      },
    );
  };

  /** Waits for the readers of these topics, and starts those that are missing or have failed. */
  const join = async (source: EventSource, topics: readonly string[]): Promise<void> => {
    const missing = [...new Set(topics)].filter((topic) => !followed.has(topic));
    if (missing.length > 0) follow(source, missing);
    await Promise.all(topics.flatMap((topic) => followed.get(topic) ?? []));
  };

  return {
    async ensure(topics) {
      if (!events) throw serviceUnavailable('This gateway has no event bus, so it serves no subscriptions.');
      // A gateway that just started has not joined yet: its first subscribers wait.
      const joining = retry(() => join(events, topics), {
        tries: Infinity,
        timeoutMs: waitMs,
        isPassing: () => !closed,
        firstMs: 100,
      });
      const isJoined = await within(waitMs, joining).catch((error: unknown) => ({ error }));
      if (isJoined === true) return;
      const cause = isJoined === false ? new Error('The event bus did not respond in time.') : isJoined.error;
      throw Object.assign(serviceUnavailable('Subscriptions are not available at the moment. Try again shortly.'), {
        cause,
      });
    },
    async close() {
      closed = true;
      await Promise.all([...open].map(closeQuietly));
    },
  };
}
