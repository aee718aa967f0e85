import { serviceUnavailable } from '@soko/errors';
import type { EventBus } from '@soko/event-bus';
import type { Logger } from '@soko/log';
import type { LiveEvent } from '@soko/subgraph';

/** What the gateway needs of an event bus. */
export type EventSource = Pick<EventBus, 'follow'>;

/** The topics that this process follows, for all its subscribers together. */
export interface FollowedTopics {
  /** Resolves when every event from now on is seen. Throws SERVICE_UNAVAILABLE when the bus cannot be reached soon. */
  ensure(topics: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

type Following = Awaited<ReturnType<EventSource['follow']>>;

/** So long a subscriber waits for the bus. */
const patienceMs = 10_000;

export function createFollowedTopics(options: {
  events: EventSource | undefined;
  onEvent: (event: LiveEvent) => void;
  log: Logger;
}): FollowedTopics {
  const { events, onEvent, log } = options;
  const followed = new Map<string, Promise<Following>>();
  const open = new Set<Following>();
  let closed = false;

  const closeQuietly = (following: Following): Promise<void> =>
    following.close().catch((error: unknown) => log.debug({ err: error }, 'a follower did not close'));

  /** One reader for all of them. After a failure the next who needs them tries again. */
  const follow = (source: EventSource, topics: readonly string[]): void => {
    const following = source.follow({ topics, handler: onEvent });
    for (const topic of topics) followed.set(topic, following);
    following.then(
      (begun) => (closed ? closeQuietly(begun) : void open.add(begun)),
      (error: unknown) => {
        log.error({ err: error, topics }, 'the event bus cannot be followed; subscriptions wait for it');
        for (const topic of topics) if (followed.get(topic) === following) followed.delete(topic);
      },
    );
  };

  return {
    async ensure(topics) {
      if (!events) throw serviceUnavailable('This gateway has no event bus, and without one no subscriptions.');
      const missing = [...new Set(topics)].filter((topic) => !followed.has(topic));
      if (missing.length > 0) follow(events, missing);
      const wanted = topics.flatMap((topic) => followed.get(topic) ?? []);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('the event bus takes too long')), patienceMs);
      });
      try {
        await Promise.race([Promise.all(wanted), late]);
      } catch (error) {
        throw Object.assign(serviceUnavailable('Events cannot be followed now. Try again shortly.'), { cause: error });
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      closed = true;
      await Promise.all([...open].map(closeQuietly));
    },
  };
}
