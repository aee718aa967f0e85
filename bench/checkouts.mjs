/**
 * `node bench/checkouts.mjs`: whole checkouts by guests through the gateway (cart, quote, order, paid at a simulated
 * provider), at 16 connections. Prints checkouts/s, p50, p99, SQL statements of all services and CPU time per checkout.
 * `--orders 10000,100000` measures shops that have so many orders already, taking turns in one run. `--seconds 8`,
 * `--rounds 3`, `--connections 16`; `--profile folder` leaves a CPU profile of the server there.
 */
import { resolve } from 'node:path';
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';
import { prepare } from '../scripts/prepare.mjs';
import { arrange, statementsBySubgraph } from './arrangement.mjs';
import { createBuyers } from './buyers.mjs';
import { fillShelves, growOrders } from './existing-orders.mjs';
import { medianOf, percentile, rounded } from './figures.mjs';

const usage = `Usage: npm run bench:checkouts [-- --orders 0] [--seconds 8] [--rounds 3] [--connections 16] [--profile <folder>] [--beside <folder>]

Measures whole checkouts by guests, and prints a table.
  --orders        orders that the shops have already, separated by commas
  --seconds       duration of one measurement
  --rounds        measurements of each
  --connections   buyers at the same time
  --profile       folder for a CPU profile of the server
  --beside        another checkout, built, that is measured in turns with this one`;

const { values } = readCommandLine({
  usage,
  options: {
    orders: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '16' },
    profile: { type: 'string' },
    beside: { type: 'string' },
  },
});
const connections = readWholeNumber(values.connections, 'connections', { usage });
const seconds = readWholeNumber(values.seconds, 'seconds', { usage });

/** V8 takes its time to compile what is hot. */
const warmUpSeconds = 10;

/** The folders of the builds that take turns: another checkout, where `--beside` names one, then this one. */
const builds = [...(values.beside === undefined ? [] : [resolve(values.beside)]), resolve(import.meta.dirname, '..')];

/** A shop with so many orders. */
async function open(root, orders) {
  const arrangement = await arrange({ root, simulators: true, profileFolder: values.profile });
  opened.push(arrangement);
  await arrangement.seed(344);
  await arrangement.start();
  await arrangement.settle();
  await fillShelves(arrangement.postgresUrl);
  const buyers = await createBuyers(arrangement.url, connections);
  await buyers.buy({ times: 50 });
  const existing = orders > 50 ? await growOrders(arrangement.postgresUrl, orders) : 50;
  await arrangement.settle();
  await buyers.buy({ seconds: warmUpSeconds });
  return { root, orders, existing, arrangement, buyers, rounds: [], answers: {}, statements: [] };
}

async function measure(shop) {
  const { arrangement, buyers } = shop;
  const { url } = arrangement;
  const before = { sql: await statementsBySubgraph(url), cpu: await arrangement.cpu() };
  const { latencies, answers } = await buyers.buy({ seconds });
  const after = { sql: await statementsBySubgraph(url), cpu: await arrangement.cpu() };
  const each = (count) => count / latencies.length;
  const sql = Object.fromEntries(
    Object.keys(after.sql).map((name) => [name, each(after.sql[name] - before.sql[name])]),
  );
  shop.statements.push(sql);
  for (const [answer, count] of Object.entries(answers)) shop.answers[answer] = (shop.answers[answer] ?? 0) + count;
  shop.rounds.push({
    'checkouts/s': latencies.length / seconds,
    'p50 ms': percentile(latencies, 0.5),
    'p99 ms': percentile(latencies, 0.99),
    'SQL each': Object.values(sql).reduce((sum, count) => sum + count, 0),
    'server CPU ms each': each(after.cpu.server - before.cpu.server),
    'Postgres CPU ms each': each(after.cpu.database - before.cpu.database),
  });
}

const shops = [];
const opened = [];
await prepare();
try {
  for (const orders of values.orders.split(',').map(Number))
    for (const root of builds) shops.push(await open(root, orders));
  for (let round = 0; round < Number(values.rounds); round += 1) for (const shop of shops) await measure(shop);
  console.table(
    shops.map(({ root, existing, rounds }) => ({
      ...(values.beside === undefined ? {} : { build: root }),
      'orders before': existing,
      ...rounded(medianOf(rounds)),
    })),
  );
  for (const { answers, statements, rounds } of shops) {
    console.log('checkouts/s by round', rounds.map((round) => Math.round(round['checkouts/s'])).join(', '));
    console.log('answers', answers, 'SQL by subgraph, relays and consumers included', rounded(medianOf(statements)));
  }
} finally {
  for (const { buyers } of shops) buyers.close();
  for (const arrangement of opened) await arrangement.dismantle();
}
