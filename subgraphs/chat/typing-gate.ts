import { LRUCache } from 'lru-cache';

/** Leaves out repeats of `setTyping`, which clients send with every key. */
export interface TypingGate {
  /** True if this state is worth an event: it differs from the last one, or two seconds have passed. At most ten in ten seconds. */
  passes(conversationId: string, userId: string, isTyping: boolean, nowMs: number): boolean;
}

const quietMs = 2_000;
const periodMs = 10_000;
const mostInPeriod = 10;

interface Last {
  isTyping: boolean;
  atMs: number;
  /** Beginning of the period, and events in it. */
  sinceMs: number;
  count: number;
}

/** Remembers the last states of this process, 10,000 at most. Other processes have their own: an extra event does no harm. */
export function createTypingGate(): TypingGate {
  const states = new LRUCache<string, Last>({ max: 10_000 });
  return {
    passes(conversationId, userId, isTyping, nowMs) {
      const key = `${conversationId}:${userId}`;
      const last = states.get(key);
      if (last?.isTyping === isTyping && nowMs - last.atMs < quietMs) return false;
      const isNewPeriod = last === undefined || nowMs - last.sinceMs >= periodMs;
      const [sinceMs, count] = isNewPeriod ? [nowMs, 0] : [last.sinceMs, last.count];
      if (count >= mostInPeriod) return false;
      states.set(key, { isTyping, atMs: nowMs, sinceMs, count: count + 1 });
      return true;
    },
  };
}
