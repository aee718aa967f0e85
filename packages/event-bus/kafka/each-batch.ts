import type { Logger } from '@soko/log';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { deliver, deliverMany } from '../deliver.ts';
import type { Handler, ManyHandler, RetryPolicy } from '../event-bus.ts';
import { deadLetterId, type Message, originalMessage, replayTopic } from '../message.ts';
import { firstTries, judge, mustGoBehind, noTries, retryLevel, retryMessages } from '../retry-policy.ts';
import type { Parking } from './dead-letters.ts';
import type { Rests } from './rests.ts';

export interface BatchTools {
  group: string;
  handler: Handler;
  handleMany?: ManyHandler | undefined;
  retry: RetryPolicy;
  rests: Rests;
  park(parking: Parking): Promise<void>;
  /** Appends a message to the replay of its group. */
  replayLater(group: string, message: Message): Promise<void>;
  log: Logger;
}

/** kafkajs fetches again after all batches of a fetch, so a slow partition stops after this time. */
const sliceMs = 500;

const heartbeatMs = 2_000;

/** Number of messages that are handled together. */
const atOnce = 100;

/**
 * Handles the messages of one partition in order, many at once where the handler can. On a failure it pauses the partition
 * and returns, so that the others continue. Unresolved messages are fetched again when the partition resumes.
 */
export const createEachBatch =
  (tools: BatchTools) =>
  async (payload: EachBatchPayload): Promise<void> => {
    const { batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, isRunning, isStale } = payload;
    const sliceEnd = Date.now() + sliceMs;
    const mustStop = (): boolean => !isRunning() || isStale() || Date.now() > sliceEnd;
    const moveTo = async (offset: string): Promise<void> => {
      resolveOffset(offset);
      await heartbeat();
      await commitOffsetsIfNecessary();
    };
    for (let first = 0; first < batch.messages.length; first += atOnce) {
      const records = batch.messages.slice(first, first + atOnce);
      if (mustStop()) return;
      if (await withHeartbeat(heartbeat, () => settleAll(tools, batch, records))) {
        await moveTo(records.at(-1)!.offset);
        continue;
      }
      for (const record of records) {
        if (mustStop()) return;
        if (!(await withHeartbeat(heartbeat, () => settle(tools, payload, record)))) return;
        await moveTo(record.offset);
      }
    }
  };

/** True when all of the messages were handled together. */
async function settleAll(
  { group, handleMany, rests, log }: BatchTools,
  batch: EachBatchPayload['batch'],
  records: readonly KafkaMessage[],
): Promise<boolean> {
  const isRetried = rests.tries(`${batch.topic}/${batch.partition}`, records[0]!.offset) !== noTries;
  if (handleMany === undefined || isRetried) return false;
  return deliverMany(
    handleMany,
    records.map((record) => originalMessage(group, messageOf(batch, record))),
    log,
  );
}

/** True when the message is handled or parked. Otherwise the partition is paused. */
async function settle(tools: BatchTools, { batch, pause }: EachBatchPayload, record: KafkaMessage): Promise<boolean> {
  const { group, handler, retry, rests, log } = tools;
  const lane = `${batch.topic}/${batch.partition}`;
  const { offset } = record;
  const message = originalMessage(group, messageOf(batch, record));
  const known = rests.tries(lane, offset);
  const tries = known === noTries ? firstTries(message) : known;
  const attempt = tries.failures + 1;
  const outcome = await deliver(handler, message, attempt);
  if (outcome.status !== 'handled') {
    const about = { group, message: deadLetterId(message), attempt };
    const verdict = judge(retry, tries, outcome, Date.now());
    if (verdict.give === 'another try') {
      log[retryLevel(outcome, verdict.tries)]({ ...about, error: outcome.error }, retryMessages[outcome.status]);
      if (batch.topic === replayTopic(group) && mustGoBehind(outcome, verdict.tries)) {
        // When this fails, the batch fails, and the message is delivered again.
        await tools.replayLater(group, { ...message, earlySince: verdict.tries.earlySince ?? undefined });
        rests.done(lane);
        return true;
      }
      rests.rest(lane, { offset, tries: verdict.tries, ms: verdict.pauseMs }, pause());
      return false;
    }
    try {
      await tools.park({ group, message, error: outcome.error, attempts: attempt });
      log.error({ ...about, error: outcome.error }, 'an event became a dead letter');
    } catch (error) {
      log.error({ ...about, err: error }, 'could not park an event; retrying');
      rests.rest(lane, { offset, tries, ms: 1_000 }, pause());
      return false;
    }
  }
  rests.done(lane);
  return true;
}

const messageOf = ({ topic, partition }: EachBatchPayload['batch'], { key, value, offset }: KafkaMessage): Message => ({
  topic,
  partition,
  offset: Number(offset),
  key: String(key ?? ''),
  value: String(value ?? ''),
});

/** A handler may take longer than the session timeout, so heartbeats are sent meanwhile. */
async function withHeartbeat<Result>(heartbeat: () => Promise<void>, work: () => Promise<Result>): Promise<Result> {
  // A failure is ignored here: the heartbeat after the handler fails as well, and that is handled.
  const timer = setInterval(() => void heartbeat().catch(() => undefined), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
