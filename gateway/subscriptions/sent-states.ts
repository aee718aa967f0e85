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

interface Sent {
  digest: string;
  /** The number of its message. */
  number: number;
}

const nothing: ReadonlyMap<string, Sent> = new Map();

/** Thousands of operations have sent nothing yet, so that the methods belong to the class. */
class StatesOfQuery implements SentStates {
  #sent: Map<string, Sent> | null = null;
  #next = 0;

  get next(): number {
    return this.#next;
  }

  lastOf(thing: string): Readonly<Sent> | undefined {
    return this.#sent?.get(thing);
  }

  add(thing: string, state: string): void {
    const sent = (this.#sent ??= new Map());
    sent.delete(thing);
    sent.set(thing, { digest: state, number: this.#next });
    this.#next += 1;
    if (sent.size <= maxThings) return;
    for (const [oldest] of sent) {
      sent.delete(oldest);
      break;
    }
  }

  recent(since: number): States {
    return new Map(
      [...(this.#sent ?? nothing)]
        .slice(-maxRecent)
        .flatMap(([thing, { digest: state, number }]) => (number >= since ? [[thing, state] as const] : [])),
    );
  }
}

export const createSentStates = (): SentStates => new StatesOfQuery();
