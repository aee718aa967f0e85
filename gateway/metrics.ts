import type { Execution } from '@soko/federation-executor';
import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** The gateway's metrics. Outcomes are `ok`, `partial`, or the code of the first error. */
export interface Metrics {
  operation(facts: { name: string; type: string; outcome: string; seconds: number; cost: number | undefined }): void;
  /** An operation was executed by the compiled executor, the stock one, or both. */
  execution(execution: Execution): void;
  fetch(facts: { subgraph: string; outcome: string; seconds: number }): void;
  /** A query was not sent to a subgraph, because an equal one was under way. */
  sharedFetch(subgraph: string): void;
  schemaSwap(outcome: 'swapped' | 'refused'): void;
  /** A socket opened (1) or closed (-1). */
  sockets(change: 1 | -1): void;
  /** A subscription to a field started (1) or ended (-1). */
  subscriptions(field: string, change: 1 | -1): void;
  /** An event stream opened (1) or closed (-1). */
  streams(change: 1 | -1): void;
  /** A message was sent to this many subscribers. */
  pushed(field: string, subscribers: number): void;
  /** The gateway closed a socket with a code. */
  socketClosed(code: number): void;
  /** Whether limits are counted in this process only, because Redis does not answer. */
  limitsFallback(isAway: () => boolean): void;
}

/** Clients choose the names of operations: without a limit they could create any number of time series. */
const maxNames = 200;

function createNames(): (name: string) => string {
  const names = new Set<string>();
  return (name) => {
    if (names.size < maxNames) names.add(name);
    return names.has(name) ? name : 'other';
  };
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(registry: Registry): Metrics {
  const registers = [registry];
  if (!registry.getSingleMetric('process_cpu_user_seconds_total')) collectDefaultMetrics({ register: registry });
  const operations = new Histogram({
    name: 'soko_gateway_operation_duration_seconds',
    help: 'Duration of operations by name, type and outcome',
    labelNames: ['operation', 'type', 'outcome'],
    buckets,
    registers,
  });
  const costs = new Histogram({
    name: 'soko_gateway_operation_cost_objects',
    help: 'Cost of operations by name and type, in objects as MAX_COST counts them',
    labelNames: ['operation', 'type'],
    buckets: [1, 10, 30, 100, 300, 1_000, 3_000, 10_000],
    registers,
  });
  const fetches = new Histogram({
    name: 'soko_gateway_subgraph_fetch_duration_seconds',
    help: 'Duration of requests to subgraphs by subgraph and outcome',
    labelNames: ['subgraph', 'outcome'],
    buckets,
    registers,
  });
  const executions = new Counter({
    name: 'soko_gateway_executions_total',
    help: 'Executed operations by executor: compiled, stock with the reason, or both when the data is not as the schema says',
    labelNames: ['by', 'reason'],
    registers,
  });
  const sharedFetches = new Counter({
    name: 'soko_gateway_shared_fetches_total',
    help: 'Queries to subgraphs that were answered by an equal one under way',
    labelNames: ['subgraph'],
    registers,
  });
  const swaps = new Counter({
    name: 'soko_gateway_schema_swaps_total',
    help: 'New supergraphs since the start by outcome: swapped or refused',
    labelNames: ['outcome'],
    registers,
  });
  const sockets = new Gauge({ name: 'soko_gateway_sockets', help: 'Open WebSockets', registers });
  const streams = new Gauge({ name: 'soko_gateway_streams', help: 'Open event streams', registers });
  const subscriptions = new Gauge({
    name: 'soko_gateway_subscriptions',
    help: 'Open subscriptions by field',
    labelNames: ['field'],
    registers,
  });
  const pushed = new Counter({
    name: 'soko_gateway_events_pushed_total',
    help: 'Messages sent to subscribers by field',
    labelNames: ['field'],
    registers,
  });
  const closed = new Counter({
    name: 'soko_gateway_sockets_closed_total',
    help: 'WebSockets closed by the gateway by close code',
    labelNames: ['code'],
    registers,
  });
  const limitName = createNames();
  return {
    operation({ name, type, outcome, seconds, cost }) {
      const operation = limitName(name);
      operations.observe({ operation, type, outcome }, seconds);
      if (cost !== undefined) costs.observe({ operation, type }, cost);
    },
    fetch: ({ subgraph, outcome, seconds }) => fetches.observe({ subgraph, outcome }, seconds),
    execution: (execution) =>
      executions.inc({ by: execution.by, reason: execution.by === 'stock' ? execution.reason : '' }),
    sharedFetch: (subgraph) => sharedFetches.inc({ subgraph }),
    schemaSwap: (outcome) => swaps.inc({ outcome }),
    sockets: (change) => sockets.inc(change),
    streams: (change) => streams.inc(change),
    subscriptions: (field, change) => subscriptions.inc({ field }, change),
    pushed: (field, subscribers) => pushed.inc({ field }, subscribers),
    socketClosed: (code) => closed.inc({ code: String(code) }),
    limitsFallback(isAway) {
      new Gauge({
        name: 'soko_gateway_limits_fallback',
        help: '1 while Redis does not answer, so that the gateway counts limits in its memory',
        registers,
        collect() {
          this.set(isAway() ? 1 : 0);
        },
      });
    },
  };
}
