import type { VirtualClock } from './virtual-clock.ts';

export interface Agenda {
  /** Runs `work` once the clock reaches `dueMs` (Unix milliseconds), whether time passes or jumps there. */
  at(dueMs: number, work: () => void): void;
  close(): void;
}

interface Entry {
  dueMs: number;
  work: () => void;
}

/** The limit of setTimeout; a later entry is checked again at that time. */
const longestTimerMs = 2 ** 31 - 1;

/** The position of a new entry, after those due at the same time. */
function placeFor(entries: readonly Entry[], dueMs: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.dueMs <= dueMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Work that is due later by a virtual clock, in order. */
export function createAgenda(clock: VirtualClock): Agenda {
  const entries: Entry[] = [];
  let timer: NodeJS.Timeout | undefined;

  const arm = (): void => {
    clearTimeout(timer);
    const next = entries[0];
    if (next === undefined) return;
    const waitMs = Math.min(Math.max(next.dueMs - clock.now().getTime(), 0), longestTimerMs);
    timer = setTimeout(runDue, waitMs).unref();
  };

  const runDue = (): void => {
    while (entries[0] !== undefined && entries[0].dueMs <= clock.now().getTime()) entries.shift()!.work();
    arm();
  };

  const stopListening = clock.onJump(runDue);
  return {
    at(dueMs, work) {
      const place = placeFor(entries, dueMs);
      entries.splice(place, 0, { dueMs, work });
      if (place === 0) arm();
    },
    close() {
      stopListening();
      clearTimeout(timer);
      entries.length = 0;
    },
  };
}
