import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPostgresLog } from '@soko/event-bus';
import { newEvent, usersUser } from '@soko/events';
import { silentLogger } from '@soko/log';
import { consumer } from '@soko/outbox';
import { defineSubgraph } from '@soko/subgraph';
import { startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { Registry } from 'prom-client';
import { addEventMetrics, addOwnMetrics, addSubgraphMetrics } from '../metrics.ts';

/** A handler of another package throws this by name. */
class TooEarly extends Error {
  override readonly name = 'TooEarly';
}

/** On the database of users: one group waits for what never comes, and one is sound. */
const failing = defineSubgraph({
  name: 'users',
  typeDefs: 'type Query { ok: Boolean }',
  resolvers: {},
  env: {},
  open: async () => ({
    context: () => ({}),
    gauges: [
      { name: 'soko_spec_things', help: 'Things.', read: async () => 3 },
      {
        name: 'soko_spec_kinds',
        help: 'Things by their kinds.',
        labelNames: ['kind'],
        read: async () => [
          { labels: { kind: 'round' }, value: 1 },
          { labels: { kind: 'square' }, value: 2 },
        ],
      },
      { name: 'soko_spec_failures_total', help: 'Failures.', isCounter: true, read: async () => 4 },
      { name: 'soko_spec_lost', help: 'Lost things.', read: () => Promise.reject(new Error('The database is away.')) },
    ],
    consumers: [
      consumer({ group: 'waiting', on: usersUser, types: ['verified'], handle: () => Promise.reject(new TooEarly()) }),
      consumer({ group: 'fine', on: usersUser, types: ['verified'], handle: async () => {} }),
    ],
  }),
});

const verified = () =>
  newEvent(
    usersUser,
    'verified',
    { subject: 'usr_1', sequence: 1, data: {} },
    { correlationId: 'test', causationId: null, actor: { kind: 'service', id: 'test' }, now: () => new Date() },
  );

describe('the metrics of events', () => {
  let running: TestSubgraph;
  let registry: Registry;

  beforeEach(async () => {
    running = await startTestSubgraph(failing);
    registry = new Registry();
    addSubgraphMetrics(registry, [running.subgraph]);
    addOwnMetrics(registry, [running.subgraph]);
    addEventMetrics(registry, running.bus, [running.subgraph]);
  });

  afterEach(() => running.close());

  it('say how far each group is behind, and how many dead letters it has', async () => {
    await running.bus.publish(usersUser.name, [verified(), { ...verified(), version: -1 }]);
    await until('the sound group is done', async () =>
      (await registry.metrics()).includes('soko_consumer_lag{group="fine"} 0'),
    );
    const text = await registry.metrics();
    expect(text).toContain('soko_consumer_lag{group="waiting"} 2');
    expect(text).toContain('soko_dead_letters{group="fine"} 1');
    expect(text).toContain('soko_dead_letters{group="waiting"} 0');
    expect(text).toContain('soko_outbox_waiting{subgraph="users"} 0');
    expect(text).toContain('soko_outbox_refused{subgraph="users"} 0');
  });

  it('have the numbers that a subgraph counts itself, but for those that it cannot count', async () => {
    const text = await registry.metrics();
    expect(text).toContain('soko_spec_things 3');
    expect(text).toContain('soko_spec_kinds{kind="round"} 1');
    expect(text).toContain('soko_spec_kinds{kind="square"} 2');
    expect(text).toContain('# TYPE soko_spec_things gauge');
    expect(text).toContain('# TYPE soko_spec_failures_total counter\nsoko_spec_failures_total 4');
    expect(await registry.metrics()).toContain('\nsoko_spec_failures_total 4\n');
    expect(text).not.toMatch(/^soko_spec_lost/m);
  });

  it('leave out a bus that does not answer', async () => {
    const away = createPostgresLog({ url: 'postgres://soko:soko@127.0.0.1:1/soko', log: silentLogger });
    const others = new Registry();
    addSubgraphMetrics(others, [running.subgraph]);
    addEventMetrics(others, away, [running.subgraph]);
    const text = await others.metrics();
    expect(text).not.toContain('soko_consumer_lag{');
    expect(text).toContain('soko_outbox_waiting{subgraph="users"} 0');
    await away.close();
  });
});
