import { createHash } from 'node:crypto';

/** The first answer to an idempotency key: the key's every later use gets the same. */
export interface SavedAnswer {
  /** The key, with whatever it is unique within. */
  id: string;
  /** Of the request the key came with first. */
  fingerprint: string;
  status: number;
  body: string;
  /** Unix milliseconds. */
  savedAt: number;
  /** Of the first request, where the protocol names requests. */
  requestId: string;
}

export const fingerprintOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** What a request with a key is to do: run and `release` when it has an answer, or not run. */
export type Claim =
  | { kind: 'first'; release(): void }
  | { kind: 'answered'; answer: SavedAnswer }
  | { kind: 'mismatch' }
  | { kind: 'running' };

/** Lets one request at a time run under a key. `find` reads the answers that were saved. */
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
