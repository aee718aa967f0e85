import { createHash } from 'node:crypto';

/** The first answer to an idempotency key; each later use of the key gets the same answer. */
export interface SavedAnswer {
  /** The key with its scope. */
  id: string;
  /** Fingerprint of the first request with the key. */
  fingerprint: string;
  status: number;
  body: string;
  /** Unix milliseconds. */
  savedAt: number;
  /** Id of the first request, if the protocol has request ids. */
  requestId: string;
}

export const fingerprintOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** The decision for a request with a key: run it and call `release` with the answer, or do not run it. */
export type Claim =
  | { kind: 'first'; release(): void }
  | { kind: 'answered'; answer: SavedAnswer }
  | { kind: 'mismatch' }
  | { kind: 'running' };

/** Runs one request at a time per key. `find` reads saved answers. */
export function createClaims(find: (id: string) => SavedAnswer | undefined) {
  const running = new Set<string>();
  return function claim(id: string, fingerprint: string): Claim {
    if (running.has(id)) return { kind: 'running' };
    const answer = find(id);
    if (answer) return answer.fingerprint === fingerprint ? { kind: 'answered', answer } : { kind: 'mismatch' };
    running.add(id);
    return { kind: 'first', release: () => running.delete(id) };
  };
}

export type ClaimKey = ReturnType<typeof createClaims>;
