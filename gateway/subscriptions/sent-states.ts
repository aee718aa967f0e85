import { createHash } from 'node:crypto';

/** The last state that was sent of each thing, by their digests: a state that a client has is not sent again. */
export interface SentStates {
  /** The number of the next message. */
  readonly next: number;
  /** The digest that was sent last of a thing, and the number of its message. */
  lastOf(thing: string): Readonly<{ digest: string; number: number }> | undefined;
  add(thing: string, digest: string): void;
  /** The things that were sent last, in message `since` or later. */
  recent(since: number): States;
}

/** The digests of states, by those of their things. */
export type States = ReadonlyMap<string, string>;

const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, length);

/** Names a thing in a cursor, in 24 bits: two things with one name matter only if their states are equal too. */
export const thingOf = (about: string): string => digest(about, 4);

export const digestOf = (data: unknown): string => digest(JSON.stringify(data) ?? '', 8);

/** Things that are remembered, and those of them that a cursor names. */
const [maxThings, maxRecent] = [1_000, 8];

export function createSentStates(): SentStates {
  const sent = new Map<string, { digest: string; number: number }>();
  let next = 0;
  return {
    get next() {
      return next;
    },
    lastOf: (thing) => sent.get(thing),
    add(thing, state) {
      sent.delete(thing);
      sent.set(thing, { digest: state, number: next });
      next += 1;
      if (sent.size <= maxThings) return;
      for (const [oldest] of sent) {
        sent.delete(oldest);
        break;
      }
    },
    recent: (since) =>
      new Map(
        [...sent]
          .slice(-maxRecent)
          .flatMap(([thing, { digest: state, number }]) => (number >= since ? [[thing, state] as const] : [])),
      ),
  };
}
