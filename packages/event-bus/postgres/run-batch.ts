import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@soko/log';
import { deliver, deliverMany } from '../deliver.ts';
import { deadLetterId, type Message, originalMessage, replayTopic } from '../message.ts';
import { firstTries, judge, mustGoBehind, retryLevel, retryMessages } from '../retry-policy.ts';
import type { Parking } from './dead-letters.ts';
import type { Lane } from './lane.ts';
import type { LogEntry } from './lane-statements.ts';

export interface BatchTools {
  park(parking: Parking): Promise<void>;
  /** Appends a message to the replay of its group. */
  replayLater(group: string, message: Message): Promise<void>;
  log: Logger;
}

/**
 * Handles entries together where the lane's handler can, otherwise one after another, and advances the lane's position.
 * Returns early when the lane must stop.
 */
export async function runBatch(lane: Lane, entries: readonly LogEntry[], tools: BatchTools): Promise<void> {
  const { signal } = lane.stop;
  const { topic, partition } = lane;
  const messages = entries.map((entry) => originalMessage(lane.group, { topic, partition, ...entry }));
  if (!signal.aborted && lane.handleMany && (await deliverMany(lane.handleMany, messages, tools.log))) {
    lane.position = entries.at(-1)!.offset + 1;
    return;
  }
  for (const [index, message] of messages.entries()) {
    if (signal.aborted) return;
    if (!(await settle(lane, message, signal, tools))) return;
    lane.position = entries[index]!.offset + 1;
  }
}

/** Tries until the message is handled or parked (true) or the lane must stop (false). */
async function settle(lane: Lane, message: Message, signal: AbortSignal, tools: BatchTools): Promise<boolean> {
  const { group, handler, retry } = lane;
  for (let tries = firstTries(message); ;) {
    const attempt = tries.failures + 1;
    const outcome = await deliver(handler, message, attempt);
    if (outcome.status === 'handled') return true;
    const about = { group, message: deadLetterId(message), attempt, error: outcome.error };
    const verdict = judge(retry, tries, outcome, Date.now());
    if (verdict.give === 'up') {
      await tools.park({ group, message, error: outcome.error, attempts: attempt });
      tools.log.error(about, 'an event became a dead letter');
      return true;
    }
    tools.log[retryLevel(outcome, verdict.tries)](about, retryMessages[outcome.status]);
    tries = verdict.tries;
    if (lane.topic === replayTopic(group) && mustGoBehind(outcome, tries)) {
      await tools.replayLater(group, { ...message, earlySince: tries.earlySince ?? undefined });
      return true;
    }
    if (!(await pause(verdict.pauseMs, signal))) return false;
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<boolean> =>
  sleep(ms, undefined, { signal }).then(
    () => true,
    () => false,
  );
