import type { Logger } from '@soko/log';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { deliver } from '../deliver.ts';
import type { Handler, RetryPolicy } from '../event-bus.ts';
import { deadLetterId, type Message, originalMessage } from '../message.ts';
import { backoffMs } from '../retry-policy.ts';
import type { Parking } from './dead-letters.ts';
import type { Rests } from './rests.ts';

export interface BatchTools {
  group: string;
  handler: Handler;
  retry: RetryPolicy;
  rests: Rests;
  park(parking: Parking): Promise<void>;
  log: Logger;
}

/** kafkajs fetches again when all batches of a fetch are done; so one slow partition may not take longer than this. */
const sliceMs = 500;

const heartbeatMs = 2_000;

/**
 * Handles the messages of one partition in order. On a failure it pauses the partition and returns, so that the others
 * go on; what was not resolved is fetched again when it resumes.
 */
export const createEachBatch =
  (tools: BatchTools) =>
  async (payload: EachBatchPayload): Promise<void> => {
    const { batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, isRunning, isStale } = payload;
    const sliceEnd = Date.now() + sliceMs;
    for (const record of batch.messages) {
      if (!isRunning() || isStale() || Date.now() > sliceEnd) return;
      if (!(await withHeartbeat(heartbeat, () => settle(tools, payload, record)))) return;
      resolveOffset(record.offset);
      await heartbeat();
      await commitOffsetsIfNecessary();
    }
  };

/** Whether the message is done with: handled, or parked. Otherwise the partition is paused. */
async function settle(tools: BatchTools, { batch, pause }: EachBatchPayload, record: KafkaMessage): Promise<boolean> {
  const { group, handler, retry, rests, log } = tools;
  const lane = `${batch.topic}/${batch.partition}`;
  const { offset } = record;
  const message = originalMessage(group, messageOf(batch, record));
  const attempt = rests.attempt(lane, offset);
  const outcome = await deliver(handler, message, attempt);
  const about = { group, message: deadLetterId(message), attempt };
  if (outcome.status === 'failed' && attempt < retry.attempts) {
    log.info({ ...about, error: outcome.error }, 'handling an event failed, trying again');
    rests.rest(lane, { offset, attempt, ms: backoffMs(retry, attempt) }, pause());
    return false;
  }
  if (outcome.status !== 'handled') {
    try {
      await tools.park({ group, message, error: outcome.error, attempts: attempt });
      log.error({ ...about, error: outcome.error }, 'gave up on an event: it is a dead letter now');
    } catch (error) {
      log.error({ ...about, err: error }, 'could not park an event, trying again');
      rests.rest(lane, { offset, attempt: attempt - 1, ms: 1_000 }, pause());
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

/** A handler may take longer than the session: the group must hear from us meanwhile. */
async function withHeartbeat<Result>(heartbeat: () => Promise<void>, work: () => Promise<Result>): Promise<Result> {
  // When it fails, the next one after the handler fails as well, and is where it is dealt with.
  const timer = setInterval(() => void heartbeat().catch(() => undefined), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
