import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientViewer, serviceIdentity } from '@soko/auth';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { gatewayEndedAccess } from '../generated/peers/users.ts';
import type { EndedAccess, EndedList } from './ended-access.ts';

/** Asks for the access that ended since a time, in ms since the epoch; null for everything that may matter now. */
export type AskEndedAccess = (since: number | null) => Promise<EndedAccess>;

/** Asks the users subgraph, by a query that is not part of the public graph. */
export function createEndedAccessReader(users: SubgraphTransport): AskEndedAccess {
  const ask = createPeer('users', users);
  return async (since) => {
    const variables = { since: since === null ? null : new Date(since).toISOString() };
    const { endedAccess } = await ask(gatewayEndedAccess, variables, serviceIdentity('gateway', newId('req')));
    return { ...endedAccess, asOf: Date.parse(endedAccess.asOf) };
  };
}

/** Pause between two questions. With the way there and back, an end is in force within a second. */
const pauseMs = 400;

/** A question without an answer is given up after this time, because the next may reach another replica. */
const answerTimeoutMs = 2_000;

/**
 * Changes are saved with the time at which their transaction began: it may take 15 s, after up to 5 s for a connection, and
 * clocks of replicas differ.
 */
const overlapMs = 45_000;

async function within<Answer>(work: Promise<Answer>, ms: number): Promise<Answer> {
  const giveUp = new AbortController();
  const late = sleep(ms, undefined, { signal: giveUp.signal, ref: false }).then(() => {
    throw new Error(`The users subgraph did not answer within ${ms} ms.`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    giveUp.abort();
  }
}

/**
 * Keeps `list` up to date: asks the users subgraph now and then all the time. It does not depend on the event bus, so it
 * works the same while the bus is away.
 */
export function followEndedAccess(options: {
  ask: AskEndedAccess;
  list: EndedList;
  /** Called when access ended. `concerns` is true for its viewers. */
  onEnded: (concerns: (viewer: ClientViewer) => boolean) => void;
  log: Logger;
}): { first: Promise<void>; close(): Promise<void> } {
  const { ask, list, onEnded, log } = options;
  const closing = new AbortController();
  let since: number | null = null;
  let failures = 0;

  const askOnce = async (): Promise<void> => {
    try {
      const answer = await within(ask(since), answerTimeoutMs);
      const concerns = list.add(answer);
      since = answer.asOf - overlapMs;
      if (failures > 0) log.info({ failures }, 'the users subgraph tells again which sessions ended');
      failures = 0;
      if (concerns) onEnded(concerns);
    } catch (error) {
      failures += 1;
      if (failures === 1) log.warn({ err: error }, 'could not ask the users subgraph which sessions ended; retrying');
    }
  };

  const first = askOnce();
  const run = async (): Promise<void> => {
    await first;
    while (!closing.signal.aborted) {
      await sleep(pauseMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
      if (!closing.signal.aborted) await askOnce();
    }
  };
  const running = run();
  return {
    first,
    async close() {
      closing.abort();
      await running;
    },
  };
}
