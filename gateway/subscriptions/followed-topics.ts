import { serviceUnavailable } from '@soko/errors';
import type { EventBus, FollowedEvent, Following, Place } from '@soko/event-bus';
import type { Logger } from '@soko/log';

/** The part of the event bus that the gateway uses. */
export type EventSource = Pick<EventBus, 'follow' | 'read'>;

/** The topics that this process follows; all subscribers share them. */
export interface FollowedTopics {
  /** Resolves when all further events will be seen. Throws SERVICE_UNAVAILABLE when the bus stays unreachable. */
  ensure(topics: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Time that a subscriber waits for the bus. */
const followTimeoutMs = 10_000;

export function createFollowedTopics(options: {
  events: EventSource | undefined;
  onEvent: (event: FollowedEvent) => void;
  /** Called with the ends of the topics' partitions before `ensure` resolves. */
  onBegin: (places: readonly Place[]) => void;
  log: Logger;
}): FollowedTopics {
  const { events, onEvent, onBegin, log } = options;
  const followed = new Map<string, Promise<Following>>();
  const open = new Set<Following>();
  let closed = false;

  const closeQuietly = (following: Following): Promise<void> =>
    following.close().catch((error: unknown) => log.debug({ err: error }, 'could not close a reader of the event bus'));

  /** Starts one reader for all `topics`. After a failure the next subscriber tries again. */
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

  return {
    async ensure(topics) {
      if (!events) throw serviceUnavailable('This gateway has no event bus, so it serves no subscriptions.');
      const missing = [...new Set(topics)].filter((topic) => !followed.has(topic));
      if (missing.length > 0) follow(events, missing);
      const wanted = topics.flatMap((topic) => followed.get(topic) ?? []);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('The event bus did not respond in time.')), followTimeoutMs);
      });
      try {
        await Promise.race([Promise.all(wanted), late]);
      } catch (error) {
        throw Object.assign(serviceUnavailable('Subscriptions are not available at the moment. Try again shortly.'), {
          cause: error,
        });
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
