import type { Watch } from './background-watch.ts';
import type { Memory } from './memory.ts';

/** The signed-in user with the tokens of a result. */
export interface Session {
  accessToken: string;
  refreshToken: string | null;
  /** Milliseconds since 1970; null when the result did not contain it. */
  expiresAt: number | null;
  person: { displayName: string; email: string | null; roles: string[] } | null;
}

export interface PlaygroundState {
  session: Session | null;
  memory: Memory;
  /** A message for the user, such as that the session has ended. */
  notice: string | null;
  /** The email of a session that has ended by itself: logging in again is offered. */
  ended: string | null;
  /** The subscriptions that run. */
  watches: readonly Watch[];
}

const key = 'soko-playground';

/** All requests of this tab have one correlation id, by which `events` finds their events. */
const newCorrelationId = (): string => `playground-${crypto.randomUUID().slice(0, 8)}`;

function restore(): PlaygroundState {
  const none = { notice: null, watches: [] };
  const fresh = { session: null, memory: { correlationId: newCorrelationId() }, ended: null, ...none };
  try {
    return { ...fresh, ...(JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<PlaygroundState>), ...none };
  } catch {
    return fresh;
  }
}

let state = restore();
const listeners = new Set<() => void>();

export const currentState = (): PlaygroundState => state;

/** Changes the state, saves it for the next load of this tab, and updates the page. */
export function change(changes: Partial<PlaygroundState>): void {
  state = { ...state, ...changes };
  sessionStorage.setItem(key, JSON.stringify(state));
  for (const listener of listeners) listener();
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
