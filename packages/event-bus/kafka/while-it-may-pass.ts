import { retry } from '@soko/retry';

/** How long a broker may take, after its own start or with a new topic, until it knows its groups and leaders. */
const settlesWithinMs = 60_000;

/** Whether kafkajs says that trying again may help. It gives up on some such errors itself, too soon or at once. */
const mayPass = (error: unknown): boolean =>
  error instanceof Error &&
  ((error as { retriable?: unknown }).retriable === true || error.name === 'KafkaJSNumberOfRetriesExceeded');

/** Tries `work` until it succeeds, fails for good, or a broker has had a minute to settle. */
export const whileItMayPass = <T>(
  work: () => Promise<T>,
  onFailure: (error: unknown, failures: number) => void = () => {},
): Promise<T> =>
  retry(work, {
    tries: Infinity,
    timeoutMs: settlesWithinMs,
    isPassing: mayPass,
    onFailure,
    firstMs: 200,
    maxMs: 5_000,
  });
