import { retry } from '@soko/retry';

/** Time in which a broker finds its groups and leaders, after its start or with a new topic. */
const settlesWithinMs = 60_000;

/** True when another try may succeed. kafkajs itself retries some of these errors too briefly or not at all. */
const mayPass = (error: unknown): boolean =>
  error instanceof Error &&
  ((error as { retriable?: unknown }).retriable === true || error.name === 'KafkaJSNumberOfRetriesExceeded');

/** Tries `work` until it succeeds, fails for good, is aborted, or a broker has had a minute to settle. */
export const whileItMayPass = <T>(
  work: () => Promise<T>,
  onFailure: (error: unknown, failures: number) => void = () => {},
  signal?: AbortSignal,
): Promise<T> =>
  retry(work, {
    tries: Infinity,
    timeoutMs: settlesWithinMs,
    isPassing: (error) => !signal?.aborted && mayPass(error),
    onFailure,
    firstMs: 200,
    maxMs: 5_000,
  });
