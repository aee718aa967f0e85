import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '../retry-policy.ts';

/** How long a broker may take, after its own start or with a new topic, until it knows its groups and leaders. */
const settlesWithinMs = 60_000;

const pauses = { attempts: Infinity, baseMs: 200, maxMs: 5_000 };

/** Whether kafkajs says that trying again may help. It gives up on some such answers itself, too soon or at once. */
const mayPass = (error: unknown): boolean =>
  error instanceof Error &&
  ((error as { retriable?: unknown }).retriable === true || error.name === 'KafkaJSNumberOfRetriesExceeded');

/** Tries `work` until it succeeds, fails for good, or a broker has had a minute to settle. */
export async function whileItMayPass<T>(
  work: () => Promise<T>,
  onFailure: (error: unknown, failures: number) => void = () => {},
): Promise<T> {
  const deadline = Date.now() + settlesWithinMs;
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error) || Date.now() > deadline) throw error;
      onFailure(error, failures);
      await sleep(backoffMs(pauses, failures));
    }
  }
}
