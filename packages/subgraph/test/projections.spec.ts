import { afterEach, describe, expect, it } from '@jest/globals';
import type { Handler } from '@soko/event-bus';
import { type EventTrail, newEvent, usersUser } from '@soko/events';
import { tell } from '@soko/outbox';
import { startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { defineSubgraph, trailOfRequest } from '../index.ts';

const waitMs = 700;

const trail: EventTrail = {
  correlationId: 'specs',
  causationId: null,
  actor: { kind: 'service', id: 'specs' },
  now: () => new Date(),
};

const verified = (of: EventTrail) => newEvent(usersUser, 'verified', { subject: 'usr_1', sequence: 1, data: {} }, of);

/** `verify` publishes an event, and returns when the group `readers` has handled it. */
const waiting = defineSubgraph({
  name: 'users',
  typeDefs: 'type Query { ok: Boolean } type Mutation { verify: Boolean change: Boolean }',
  resolvers: {
    Mutation: {
      verify: (_: unknown, __: unknown, context: { verify(): Promise<boolean> }) => context.verify(),
      change: () => true,
    },
  },
  projections: { verify: { topic: usersUser.name, groups: ['readers'] } },
  env: {},
  open: async ({ pool, now }) => ({
    context: (identity) => ({
      async verify() {
        await tell(pool, [verified(trailOfRequest(identity, now))]);
        return true;
      },
    }),
  }),
});

/** Longer than a test may last. */
const patientMs = 60_000;

describe('a mutation with a projection', () => {
  let running: TestSubgraph;
  afterEach(() => running?.close());

  const open = async (ms: number): Promise<void> => {
    running = await startTestSubgraph(waiting, { env: { PROJECTION_WAIT_MS: String(ms) } });
  };
  const ask = async (field: string): Promise<void> => {
    const { data, errors } = await running.query(`mutation { ${field} }`);
    expect({ data, errors }).toEqual({ data: { [field]: true }, errors: undefined });
  };
  const readers = (handler: Handler) => running.bus.subscribe({ group: 'readers', topics: [usersUser.name], handler });

  it('returns when the group has handled its event', async () => {
    await open(patientMs);
    const handled: string[] = [];
    await readers(async ({ envelope }) => void handled.push(envelope.type));
    await ask('verify');
    expect(handled).toEqual(['users.user.verified']);
  });

  it('returns all the same when the group is away, after its time and not before', async () => {
    await open(waitMs);
    const startedAt = performance.now();
    await ask('verify');
    expect(performance.now() - startedAt).toBeGreaterThan(waitMs * 0.8);
  });

  it('does not wait in mutations without one', async () => {
    await open(patientMs);
    await readers(() => Promise.reject(new Error('this group is stuck')));
    await tell(running.pool, [verified(trail)]);
    await ask('change');
  });
});
