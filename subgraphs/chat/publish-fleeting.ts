import type { EventBus } from '@soko/event-bus';
import type { Envelope } from '@soko/events';
import type { Logger } from '@soko/log';

/**
 * Publishes events that may be lost, without waiting for it. Those of one subject follow one another, so that a person who has
 * stopped to write does not seem to write again.
 */
export function createFleeting(bus: Pick<EventBus, 'publish'>, log: Logger): (topic: string, event: Envelope) => void {
  const last = new Map<string, Promise<void>>();
  return (topic, event) => {
    const { subject } = event;
    const publishing: Promise<void> = (last.get(subject) ?? Promise.resolve())
      .then(() => bus.publish(topic, [event]))
      .catch((error: unknown) => {
        log.debug({ err: error }, 'could not publish that a person is writing; it is left out');
      })
      .then(() => {
        if (last.get(subject) === publishing) last.delete(subject);
      });
    last.set(subject, publishing);
  };
}
