import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { tell } from '@soko/outbox';
import { startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { defineSubgraph, trailOfRequest } from '../index.ts';

const waitMs = 700;

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
        const trail = trailOfRequest(identity, now);
        await tell(pool, [newEvent(usersUser, 'verified', { subject: 'usr_1', sequence: 1, data: {} }, trail)]);
        return true;
      },
    }),
  }),
});

describe('a mutation with a projection', () => {
  let running: TestSubgraph;
  beforeEach(async () => {
    running = await startTestSubgraph(waiting, { env: { PROJECTION_WAIT_MS: String(waitMs) } });
  });
  afterEach(() => running.close());

  const timed = async (field: string): Promise<number> => {
    const startedAt = performance.now();
    const { data, errors } = await running.query(`mutation { ${field} }`);
    expect({ data, errors }).toEqual({ data: { [field]: true }, errors: undefined });
    return performance.now() - startedAt;
  };

  it('returns when the group has handled its event', async () => {
    const handled: string[] = [];
    await running.bus.subscribe({
      group: 'readers',
      topics: [usersUser.name],
      handler: async ({ envelope }) => void handled.push(envelope.type),
    });
    await timed('verify');
    expect(handled).toEqual(['users.user.verified']);
  });

  it('returns all the same when the group is away, after its time and not before', async () => {
    const tookMs = await timed('verify');
    expect(tookMs).toBeGreaterThan(waitMs * 0.8);
  });

  it('does not wait in mutations without one', async () => {
    await running.bus.subscribe({
      group: 'readers',
      topics: [usersUser.name],
      handler: () => Promise.reject(new Error('this group is stuck')),
    });
    const [withOne, without] = [await timed('verify'), await timed('change')];
    expect(without).toBeLessThan(withOne / 2);
  });
});
