import type { Simulators } from './simulators.ts';

/** One line per simulated provider. */
const describeSimulators = (pages: Simulators['pages']): string =>
  pages.map(({ name, url }) => `  Simulated    ${name.padEnd(12)} ${url}\n`).join('');

/** Prints addresses and demo accounts after the start. */
export function printSummary(options: {
  url: string;
  /** The address of the metrics; null when they are not served. */
  operationsUrl: string | null;
  composition: 'standalone' | 'distributed';
  kafka: string[] | undefined;
  /** Whether the event bus is available. Default: it was not asked. */
  eventsArrive?: boolean;
  simulators: Simulators['pages'];
  startedAt: number;
}): void {
  const seconds = ((Date.now() - options.startedAt) / 1000).toFixed(1);
  const events = options.kafka ? `Kafka at ${options.kafka.join(', ')}` : 'the event log in Postgres';
  const warning =
    options.eventsArrive === false
      ? `
  The event bus is not available: ${events} does not answer. Events wait in the databases until it does; messages,
  stock levels and subscriptions are late.
`
      : '';
  const processes = options.composition === 'standalone' ? 'in one process' : 'with one process per service';
  console.log(`
  Soko runs ${processes}, with events on ${events}. Ready after ${seconds} s.
${warning}
  Playground   ${options.url}/
  Graph        ${options.url}/graphql
  Health       ${options.url}/health/ready${options.operationsUrl ? `        Metrics  ${options.operationsUrl}/metrics` : ''}
${describeSimulators(options.simulators)}
  Demo accounts (password soko-demo-2026)
    customer@example.com   seller@example.com    seller2@example.com   warehouse@example.com
    courier@example.com    trader@example.com    support@example.com   admin@example.com

  Try          the example tabs of the playground, or:
    curl -s ${options.url}/graphql -H 'content-type: application/json' \\
      -d '{"query":"{ products(first: 3, filter: {search: \\"lamp\\"}) { nodes { title priceRange { min { amount currency } } } } }"}'

  Ctrl-C stops Soko. "npm start -- --reset" starts over with fresh data.
`);
}
