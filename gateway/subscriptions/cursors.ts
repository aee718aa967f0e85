import { randomBytes } from 'node:crypto';
import type { Keys } from '@soko/env/keys';
import { BrokenSeal, seal, unseal } from '@soko/seal';
import { z } from 'zod';
import type { Positions } from './positions.ts';
import type { States } from './sent-states.ts';

/** A place in the stream of messages of a subscription. */
export interface Bookmark {
  /** The events that the client has. */
  positions: Positions;
  /** The states that it got last. */
  states: States;
}

/**
 * Writes and reads the cursors of messages. A cursor is sealed and padded, because offsets would tell how much happens on
 * the platform. It grants nothing: a client that resumes is authorised like any other.
 */
export interface Cursors {
  write(bookmark: Bookmark): string;
  /** Null for a cursor that no gateway of this installation wrote. */
  read(cursor: string): Bookmark | null;
}

const purpose = 'gateway.cursor';

/** Cursors have few different lengths, which say nothing about offsets. */
const paddedTo = 128;

const content = z.object({ p: z.record(z.string(), z.number()), s: z.record(z.string(), z.string()) });

const padded = (text: string): string => text.padEnd(Math.ceil(text.length / paddedTo) * paddedTo);

/** Without keys, cursors are valid in this process only. */
export function createCursors(keys: Keys = randomBytes(32).toString('base64url')): Cursors {
  return {
    write: ({ positions, states }) =>
      seal(keys, purpose, padded(JSON.stringify({ p: Object.fromEntries(positions), s: Object.fromEntries(states) }))),
    read(cursor) {
      try {
        const { p, s } = content.parse(JSON.parse(unseal(keys, purpose, cursor)));
        return { positions: new Map(Object.entries(p)), states: new Map(Object.entries(s)) };
      } catch (error) {
        if (error instanceof BrokenSeal) return null;
        throw error;
      }
    },
  };
}
