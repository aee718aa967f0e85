import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@soko/log';
import { backoffMs, withJitter } from '@soko/retry';
import type { Session } from './session.ts';

export interface Pump {
  /** Takes a turn soon. */
  wake(): void;
  /** Takes a turn soon, and resolves after it (or when there is no connection to take it with). */
  turned(): Promise<void>;
  stop(): Promise<void>;
}

const reconnecting = { firstMs: 100, maxMs: 3_000 };

/**
 * Keeps one session open and takes a turn with it when woken, no more often than `pauseMs` allows, and every `pollMs` at
 * the latest. When the connection is
 * lost, says so once, calls `lost`, and connects again for as long as it takes.
 */
export function startPump(options: {
  open: (onNews: () => void) => Promise<Session>;
  turn: (session: Session) => Promise<void>;
  lost: () => void;
  pollMs: number;
  /** The pause after each turn: whatever happens meanwhile is dealt with in the next. */
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
    if (failures > 0) options.log.info({ failures }, 'connected to the event log again');
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
        if (failures === 0) options.log.warn({ err: error }, 'lost the event log, connecting again');
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
