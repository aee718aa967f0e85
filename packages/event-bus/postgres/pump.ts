import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@soko/log';
import { backoffMs, withJitter } from '@soko/retry';
import type { Session } from './session.ts';

export interface Pump {
  /** Schedules a turn. */
  wake(): void;
  /** Schedules a turn and resolves after it, or at once without a connection. */
  turned(): Promise<void>;
  stop(): Promise<void>;
}

const reconnecting = { firstMs: 100, maxMs: 3_000 };

/**
 * Keeps one session open and takes a turn with it when woken, at most once per `pauseMs` and at least once per `pollMs`.
 * When the connection is lost it logs that once, calls `lost`, and reconnects until it succeeds.
 */
export function startPump(options: {
  open: (onNews: () => void) => Promise<Session>;
  turn: (session: Session) => Promise<void>;
  lost: () => void;
  pollMs: number;
  /** Pause after each turn, in milliseconds. News of that time is handled by the next turn. */
  pauseMs: number;
  log: Logger;
}): Pump {
  const stopping = new AbortController();
  const { signal } = stopping;
  let awake = false;
  let rouse = (): void => {};
  let waiting: (() => void)[] = [];
  let failures = 0;

  const wake = (): void => {
    awake = true;
    rouse();
  };

  const nap = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (awake || signal.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const release = (waiters: readonly (() => void)[]): void => waiters.forEach((done) => done());

  const takeTurn = async (session: Session): Promise<void> => {
    awake = false;
    const waiters = waiting;
    waiting = [];
    try {
      await options.turn(session);
    } catch (error) {
      waiting.push(...waiters);
      throw error;
    }
    if (failures > 0) options.log.info({ failures }, 'reconnected to the event log');
    failures = 0;
    release(waiters);
  };

  const serve = async (): Promise<void> => {
    const session = await options.open(wake);
    try {
      while (!signal.aborted) {
        await takeTurn(session);
        await sleep(options.pauseMs, undefined, { signal }).catch(() => {});
        await nap(options.pollMs);
      }
    } finally {
      session.close();
    }
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await serve().catch((error: unknown) => {
        if (failures === 0) options.log.warn({ err: error }, 'lost the connection to the event log; reconnecting');
        failures += 1;
      });
      options.lost();
      release(waiting.splice(0));
      if (signal.aborted) break;
      await sleep(withJitter(backoffMs(failures, reconnecting)), undefined, { signal }).catch(() => {});
    }
  };

  const running = run();
  return {
    wake,
    turned: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        wake();
      }),
    async stop() {
      stopping.abort();
      rouse();
      await running;
    },
  };
}
