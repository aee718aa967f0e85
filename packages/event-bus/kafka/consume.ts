import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@soko/log';
import { backoffMs, withJitter } from '@soko/retry';
import type { Subscription } from '../event-bus.ts';
import type { Member } from './member.ts';
import { whileItMayPass } from './while-it-may-pass.ts';

const rejoining = { firstMs: 200, maxMs: 5_000 };

/** Joins the group, and again after each crash of the consumer, until it is closed. Rejects when it cannot join. */
export async function consume(options: {
  group: string;
  join: () => Promise<Member>;
  /** Aborted when the bus closes: what could not join yet does not try again. */
  closing: AbortSignal;
  log: Logger;
}): Promise<Subscription> {
  const { group, join, closing, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null)));

  const rejoin = async (): Promise<Member | null> => {
    for (let failures = 1; !signal.aborted; failures += 1) {
      await sleep(withJitter(backoffMs(failures, rejoining)), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
      const member = await join().catch((error: unknown) => {
        log.debug({ err: error, group, failures }, 'could not join the group');
        return null;
      });
      if (member) return member;
    }
    return null;
  };

  const run = async (first: Member): Promise<void> => {
    for (let member: Member | null = first; member !== null;) {
      const crash: Error | null = await Promise.race([member.crashed, stopped]);
      await member.leave();
      if (crash === null) return;
      log.warn({ err: crash, group }, 'lost the connection to Kafka; joining the group again');
      member = await rejoin();
      if (member) log.info({ group }, 'joined the group again');
    }
  };

  const first = await whileItMayPass(
    join,
    (error, failures) => log.debug({ err: error, group, failures }, 'could not join the group; retrying'),
    closing,
  );
  const running = run(first);
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}
