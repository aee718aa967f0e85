import { LRUCache } from 'lru-cache';

/** Leaves out repeats of `setTyping`, which clients send with every key. */
export interface TypingGate {
  /** True if this state is worth an event: it differs from the last one, or two seconds have passed. */
  passes(conversationId: string, userId: string, isTyping: boolean, nowMs: number): boolean;
}

const quietMs = 2_000;

/** Remembers the last states of this process, 10,000 at most. Other processes have their own: an extra event does no harm. */
export function createTypingGate(): TypingGate {
  const last = new LRUCache<string, { isTyping: boolean; atMs: number }>({ max: 10_000 });
  return {
    passes(conversationId, userId, isTyping, nowMs) {
      const key = `${conversationId}:${userId}`;
      const before = last.get(key);
      if (before?.isTyping === isTyping && nowMs - before.atMs < quietMs) return false;
      last.set(key, { isTyping, atMs: nowMs });
      return true;
    },
  };
}
