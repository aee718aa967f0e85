import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBus } from '@soko/event-bus';
import type { StartedSubgraph } from '@soko/subgraph';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Adds metrics of every subgraph: SQL statements, connections, and waiting events in the outbox. */
export function addSubgraphMetrics(registry: Registry, subgraphs: readonly StartedSubgraph[]): void {
  const labelNames = ['subgraph'];
  const registers = [registry];
  new Gauge({
    name: 'soko_sql_statements',
    help: 'SQL statements sent since the start.',
    labelNames,
    registers,
    collect() {
      for (const { name, database } of subgraphs) this.set({ subgraph: name }, database.statements());
    },
  });
  new Gauge({
    name: 'soko_sql_connections',
    help: 'Connections in the pool, by state.',
    labelNames: ['subgraph', 'state'],
    registers,
    collect() {
      for (const { name, database } of subgraphs) {
        const { totalCount, idleCount, waitingCount } = database.pool;
        this.set({ subgraph: name, state: 'busy' }, totalCount - idleCount);
        this.set({ subgraph: name, state: 'idle' }, idleCount);
        this.set({ subgraph: name, state: 'waiting' }, waitingCount);
      }
    },
  });
  new Gauge({
    name: 'soko_limits_fallback',
    help: '1 while Redis does not answer, so that limits are counted in the local store.',
    labelNames,
    registers,
    collect() {
      for (const { name, limits } of subgraphs) this.set({ subgraph: name }, limits.isFallingBack() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'soko_invariant_broken',
    help: 'Rows that break a rule, as the last check found them. docs/invariants.md lists the rules.',
    labelNames: ['subgraph', 'invariant'],
    registers,
    collect() {
      for (const { name, invariants } of subgraphs) {
        for (const [invariant, rows] of invariants.found()) this.set({ subgraph: name, invariant }, rows);
      }
    },
  });
  const backlogs = keepFresh(() =>
    Promise.all(subgraphs.map(async ({ name, relay }) => ({ name, ...(await relay.backlog()) }))),
  );
  new Gauge({
    name: 'soko_outbox_waiting',
    help: 'Events in the outbox that are not published yet.',
    labelNames,
    registers,
    async collect() {
      this.reset();
      for (const { name, rows } of (await backlogs()) ?? []) this.set({ subgraph: name }, rows);
    },
  });
  new Gauge({
    name: 'soko_outbox_refused',
    help: 'Events in the outbox that the event bus refused. `npm run outbox` lists and resends them.',
    labelNames,
    registers,
    async collect() {
      this.reset();
      for (const { name, refused } of (await backlogs()) ?? []) this.set({ subgraph: name }, refused);
    },
  });
}

/** Adds the numbers that subgraphs count themselves. They are missing while their database does not answer. */
export function addOwnMetrics(registry: Registry, subgraphs: readonly StartedSubgraph[]): void {
  for (const { name, help, isCounter = false, labelNames = [], read } of subgraphs.flatMap(({ gauges }) => gauges)) {
    const latest = keepFresh(read);
    const Kind = isCounter ? Counter : Gauge;
    new Kind({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        this.reset();
        const found = await latest();
        // From zero, to which it was reset.
        if (typeof found === 'number') this.inc(found);
        else if (found !== null) for (const { labels, value } of found) this.inc(labels, value);
        else if (labelNames.length === 0) this.remove();
      },
    });
  }
}

/** Adds metrics of the consumer groups of `subgraphs`: dead letters and lag. They are missing while the bus does not answer. */
export function addEventMetrics(registry: Registry, bus: EventBus, subgraphs: readonly StartedSubgraph[]): void {
  const groups = subgraphs.flatMap(({ consuming }) => consuming.groups);
  const labelNames = ['group'];
  const registers = [registry];
  const deadLetters = keepFresh(() => bus.countDeadLetters(groups));
  const lags = keepFresh(async () => {
    const found = await Promise.all(
      groups.map(async (group) => [group, sum(Object.values(await bus.lag(group)))] as const),
    );
    return Object.fromEntries(found);
  });
  new Gauge({
    name: 'soko_dead_letters',
    help: 'Events that a consumer group gave up on. `npm run dead-letters` lists and replays them.',
    labelNames,
    registers,
    async collect() {
      this.reset();
      for (const [group, count] of Object.entries((await deadLetters()) ?? {})) this.set({ group }, count);
    },
  });
  new Gauge({
    name: 'soko_consumer_lag',
    help: 'Events that a consumer group has not handled yet.',
    labelNames,
    registers,
    async collect() {
      this.reset();
      for (const [group, lag] of Object.entries((await lags()) ?? {})) this.set({ group }, lag);
    },
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** A page of metrics waits no longer than this for a database or the bus. */
const maxWaitMs = 1_500;

/** Measures when asked to, once at a time. Returns the last result when the next takes too long, and null after a failure. */
function keepFresh<T>(measure: () => Promise<T>): () => Promise<T | null> {
  let last: T | null = null;
  let measuring: Promise<void> | null = null;
  return async () => {
    measuring ??= measure()
      .then(
        (result) => void (last = result),
        () => void (last = null),
      )
      .finally(() => (measuring = null));
    await Promise.race([measuring, sleep(maxWaitMs, undefined, { ref: false })]);
    return last;
  };
}
