import type { StartedSubgraph } from '@soko/subgraph';
import { Gauge, type Registry } from 'prom-client';

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
    name: 'soko_outbox_waiting',
    help: 'Events in the outbox that are not published yet.',
    labelNames,
    registers,
    async collect() {
      for (const { name, relay } of subgraphs) this.set({ subgraph: name }, (await relay.backlog()).rows);
    },
  });
  new Gauge({
    name: 'soko_outbox_refused',
    help: 'Events in the outbox that the event bus refused. `npm run outbox` lists and resends them.',
    labelNames,
    registers,
    async collect() {
      for (const { name, relay } of subgraphs) this.set({ subgraph: name }, (await relay.backlog()).refused);
    },
  });
}
