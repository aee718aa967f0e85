import { rateLimited } from '@soko/errors';
import { type LimitName, type Limits, limitOf } from '@soko/limits';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import pLimit, { type LimitFunction } from 'p-limit';

/** Origin of an attempt to pay: each is limited by itself. */
export interface PayingFacts {
  /** The buyer, or the cart of a guest. */
  owner: string;
  email: string;
  clientAddress: string;
  /** Digest of the payment token or phone number. */
  method: string;
}

/** Outcome of an attempt, as far as the limits count it. */
export type PayingOutcome = 'declined' | 'unconfirmed' | 'other';

export interface PlacementGuard {
  /**
   * Runs an attempt to pay. Throws RATE_LIMITED when its buyer, email address, payment method or client address had too many
   * attempts that were declined or are unconfirmed.
   */
  guard<Result>(
    facts: PayingFacts,
    place: () => Promise<Result>,
    outcomeOf: (result: Result) => PayingOutcome,
  ): Promise<Result>;
}

/** Attempts of one buyer, and of one client address, that run at once in this process. Others wait for their turn. */
const maxAtOnce = { owner: 1, clientAddress: 32 };

const maxBlocks = 20_000;

type Counted = Exclude<PayingOutcome, 'other'>;

const limitNames: Readonly<Record<Counted, Partial<Record<keyof PayingFacts, LimitName>>>> = {
  declined: {
    owner: 'orders.declines-of-buyer',
    email: 'orders.declines-of-email',
    method: 'orders.declines-of-method',
    clientAddress: 'orders.declines-by-client',
  },
  unconfirmed: { clientAddress: 'orders.unconfirmed-by-client' },
};

/** Runs work for a key in turns, at most `atOnce` at the same time. */
function createTurns(atOnce: number) {
  const lanes = new Map<string, LimitFunction>();
  return async <Result>(key: string, work: () => Promise<Result>): Promise<Result> => {
    const lane = lanes.get(key) ?? pLimit(atOnce);
    lanes.set(key, lane);
    try {
      return await lane(work);
    } finally {
      if (lane.activeCount + lane.pendingCount === 0) lanes.delete(key);
    }
  };
}

/**
 * Limits attempts to pay, without a statement for those that succeed: only declined and unconfirmed ones are counted, after
 * they were made. Replicas count together. A process remembers which origins have used up a limit, so another replica makes at
 * most one attempt more. Attempts of one origin at the same time run in turns, so that a burst is counted as well.
 */
export function createPlacementGuard({
  limits,
  points,
  now,
}: {
  limits: Limits;
  points: Partial<Record<LimitName, number>>;
  now: () => Date;
}): PlacementGuard {
  /** Times in milliseconds at which origins may try again. */
  const blocks = new LRUCache<string, number>({ max: maxBlocks });
  const turns = { owner: createTurns(maxAtOnce.owner), clientAddress: createTurns(maxAtOnce.clientAddress) };

  const attemptsOf = (facts: PayingFacts, outcome: Counted) =>
    (Object.entries(limitNames[outcome]) as [keyof PayingFacts, LimitName][]).map(([origin, name]) => ({
      name,
      key: facts[origin],
      id: `${name}:${facts[origin]}`,
    }));

  function requireOpen(facts: PayingFacts): void {
    const attempts = [...attemptsOf(facts, 'declined'), ...attemptsOf(facts, 'unconfirmed')];
    const msLeft = Math.max(...attempts.map(({ id }) => (blocks.get(id) ?? 0) - now().getTime()));
    if (msLeft > 0) throw rateLimited(Math.ceil(msLeft / 1_000), 'Too many payments were declined or not confirmed.');
  }

  async function count(facts: PayingFacts, outcome: Counted): Promise<void> {
    const counting = attemptsOf(facts, outcome).map(async ({ name, key, id }) => {
      try {
        // The attempt that uses up the limit closes it.
        await limits.take([{ name, key, points: (points[name] ?? limitOf(name).points) - 1 }]);
      } catch (error) {
        const retryAfter = error instanceof GraphQLError ? error.extensions['retryAfter'] : undefined;
        if (typeof retryAfter !== 'number') throw error;
        blocks.set(id, now().getTime() + retryAfter * 1_000);
      }
    });
    await Promise.all(counting);
  }

  return {
    guard: (facts, place, outcomeOf) =>
      turns.clientAddress(facts.clientAddress, () =>
        turns.owner(facts.owner, async () => {
          requireOpen(facts);
          const result = await place();
          const outcome = outcomeOf(result);
          if (outcome !== 'other') await count(facts, outcome);
          return result;
        }),
      ),
  };
}
