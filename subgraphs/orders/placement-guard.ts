import { rateLimited } from '@soko/errors';
import { type Attempt, type LimitName, type Limits, limitOf } from '@soko/limits';
import type { Logger } from '@soko/log';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import pLimit, { type LimitFunction } from 'p-limit';

/** Origin of an attempt to pay: each is limited by itself. */
export interface PayingFacts {
  /** The buyer, or the cart of a guest. */
  owner: string;
  /** A guest's email address with their network: a guest may write the address of another person. Null for signed-in buyers. */
  guestEmail: string | null;
  /** The client's network. */
  network: string;
  /** Digest of the payment token, or of the phone number with its origin: phone numbers are not secret. */
  method: string;
}

/** Outcome of an attempt, as far as the limits count it. */
export type PayingOutcome = 'declined' | 'unconfirmed' | 'other';

export interface PlacementGuard {
  /**
   * Runs an attempt to pay. Throws RATE_LIMITED when its buyer, email address, payment method or network had too many attempts
   * that were declined or are unconfirmed, or when too many wait for their turn.
   */
  guard<Result>(
    facts: PayingFacts,
    place: () => Promise<Result>,
    outcomeOf: (result: Result) => PayingOutcome,
  ): Promise<Result>;
  /** Takes back an unconfirmed attempt of a network, whose payment was confirmed. */
  giveBackConfirmed(network: string): Promise<void>;
}

/** Attempts of one buyer, and of one network, that run at once in this process, and that wait for their turn. */
const turnsOf = { owner: { atOnce: 1, waiting: 20 }, network: { atOnce: 32, waiting: 500 } };

const maxBlocks = 20_000;

/** Time after which a process asks whether an origin that it remembers as blocked still is, in milliseconds. */
const blockLookMs = 30_000;

type Counted = Exclude<PayingOutcome, 'other'>;

const limitNames: Readonly<Record<Counted, Partial<Record<keyof PayingFacts, LimitName>>>> = {
  declined: {
    owner: 'orders.declines-of-buyer',
    guestEmail: 'orders.declines-of-email',
    method: 'orders.declines-of-method',
    network: 'orders.declines-by-client',
  },
  unconfirmed: { network: 'orders.unconfirmed-by-client' },
};

/** Runs work for a key in turns, at most `atOnce` at the same time. Refuses work when `waiting` others wait. */
function createTurns({ atOnce, waiting }: { atOnce: number; waiting: number }) {
  const lanes = new Map<string, LimitFunction>();
  return async <Result>(key: string, work: () => Promise<Result>): Promise<Result> => {
    const lane = lanes.get(key) ?? pLimit(atOnce);
    if (lane.activeCount + lane.pendingCount >= atOnce + waiting) {
      throw rateLimited(1, 'Too many orders are being placed at the same time.');
    }
    lanes.set(key, lane);
    try {
      return await lane(work);
    } finally {
      if (lane.activeCount + lane.pendingCount === 0) lanes.delete(key);
    }
  };
}

/** An origin that has used up a limit, as this process knows it. Times are in milliseconds. */
interface Block {
  until: number;
  lookAt: number;
}

type Counter = Attempt & { id: string };

/**
 * Limits attempts to pay, without a statement for those that succeed: only declined and unconfirmed ones are counted, after
 * they were made. Replicas count together. A process remembers which origins have used up a limit, so another replica makes at
 * most one attempt more. Attempts of one origin at the same time run in turns, so that a burst is counted as well.
 */
export function createPlacementGuard({
  limits,
  points,
  log,
  now,
}: {
  limits: Limits;
  points: Partial<Record<LimitName, number>>;
  log: Logger;
  now: () => Date;
}): PlacementGuard {
  const blocks = new LRUCache<string, Block>({ max: maxBlocks });
  // The buyer's turn comes first: a buyer who waits takes no place of their network.
  const turns = { owner: createTurns(turnsOf.owner), network: createTurns(turnsOf.network) };

  const counterOf = (name: LimitName, key: string): Counter => ({
    name,
    key,
    // The attempt that uses up the limit closes it.
    points: (points[name] ?? limitOf(name).points) - 1,
    id: `${name}:${key}`,
  });

  const countersOf = (facts: PayingFacts, outcome: Counted): Counter[] =>
    (Object.entries(limitNames[outcome]) as [keyof PayingFacts, LimitName][]).flatMap(([origin, name]) => {
      const key = facts[origin];
      return key === null ? [] : [counterOf(name, key)];
    });

  /** Counts, and remembers whether the limit is used up. With weight 0 it only looks. The count of a finished order never fails it. */
  async function take(counter: Counter, weight: 0 | 1): Promise<void> {
    try {
      await limits.take([{ ...counter, weight }]);
      blocks.delete(counter.id);
    } catch (error) {
      const retryAfter = error instanceof GraphQLError ? error.extensions['retryAfter'] : undefined;
      if (typeof retryAfter !== 'number') {
        log.warn({ err: error, limit: counter.name }, 'could not count an attempt to pay');
        return;
      }
      const at = now().getTime();
      blocks.set(counter.id, { until: at + retryAfter * 1_000, lookAt: at + blockLookMs });
    }
  }

  async function requireOpen(facts: PayingFacts): Promise<void> {
    const counters = [...countersOf(facts, 'declined'), ...countersOf(facts, 'unconfirmed')];
    const at = now().getTime();
    // Another replica may have given attempts back.
    const old = counters.filter(({ id }) => (blocks.get(id)?.lookAt ?? Infinity) <= at);
    if (old.length > 0) await Promise.all(old.map((counter) => take(counter, 0)));
    const msLeft = Math.max(...counters.map(({ id }) => (blocks.get(id)?.until ?? 0) - at));
    if (msLeft > 0) throw rateLimited(Math.ceil(msLeft / 1_000), 'Too many payments were declined or not confirmed.');
  }

  return {
    guard: (facts, place, outcomeOf) =>
      turns.owner(facts.owner, () =>
        turns.network(facts.network, async () => {
          await requireOpen(facts);
          const result = await place();
          const outcome = outcomeOf(result);
          if (outcome !== 'other') await Promise.all(countersOf(facts, outcome).map((counter) => take(counter, 1)));
          return result;
        }),
      ),
    async giveBackConfirmed(network) {
      const counter = counterOf('orders.unconfirmed-by-client', network);
      blocks.delete(counter.id);
      try {
        await limits.giveBack([counter]);
      } catch (error) {
        log.warn({ err: error, limit: counter.name }, 'could not take back an attempt to pay');
      }
    },
  };
}
