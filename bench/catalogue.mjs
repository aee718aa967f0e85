/**
 * `npm run bench`: how fast the catalogue answers, with 10 000 and with 100 000 products, at 16 connections. Prints a
 * table; `--products 10000,100000`, `--seconds 4`, `--rounds 5`, `--connections 16` change what is measured.
 */
import { resolve } from 'node:path';
import autocannon from 'autocannon';
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';
import { prepare } from '../scripts/prepare.mjs';
import { arrange, statementsBySubgraph } from './arrangement.mjs';
import { medianOf, rounded } from './figures.mjs';
import { collect, loadsOf } from './shop-pages.mjs';

const usage = `Usage: npm run bench [-- --products 10000,100000] [--seconds 4] [--rounds 5] [--connections 16] [--beside <folder>]

Measures how fast the catalogue answers, and prints a table.
  --products      sizes of the catalogue, separated by commas
  --seconds       duration of one measurement
  --rounds        measurements of each
  --connections   connections at the same time
  --beside        another checkout, built, that is measured in turns with this one`;

const { values } = readCommandLine({
  usage,
  options: {
    products: { type: 'string', default: '10000,100000' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '16' },
    beside: { type: 'string' },
  },
});
const sizes = values.products.split(',').map((size) => readWholeNumber(size, 'products', { usage }));
const connections = readWholeNumber(values.connections, 'connections', { usage });
const seconds = readWholeNumber(values.seconds, 'seconds', { usage });
const rounds = readWholeNumber(values.rounds, 'rounds', { usage });

/** Asks each of the requests once. */
const once = (url, requests) => autocannon({ url, connections: 1, amount: requests.length, requests });

/** One round of one kind of request. */
async function measure(arrangement, requests) {
  const { url } = arrangement;
  const load = (duration) => autocannon({ url, connections, duration, requests });
  await load(1);
  const before = await statementsBySubgraph(url);
  const cpuBefore = await arrangement.cpu();
  const result = await load(seconds);
  const cpuAfter = await arrangement.cpu();
  const after = await statementsBySubgraph(url);
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} failed.`);
  const statements = (name) => (after[name] - before[name]) / result.requests.total;
  return {
    'requests/s': result.requests.average,
    'p50 ms': result.latency.p50,
    'p99 ms': result.latency.p99,
    'server CPU ms each': (cpuAfter.server - cpuBefore.server) / result.requests.total,
    'SQL products': statements('products'),
    'SQL users': statements('users'),
  };
}

/** The folders of the builds that take turns: another checkout, where `--beside` names one, then this one. */
const builds = [...(values.beside === undefined ? [] : [resolve(values.beside)]), resolve(import.meta.dirname, '..')];

/** A Soko of its own with a catalogue of this size, and what to ask it. */
async function open(root, size) {
  const arrangement = await arrange({ root });
  opened.push(arrangement);
  await arrangement.seed(size);
  await arrangement.start();
  await arrangement.settle();
  const loads = loadsOf(await collect(arrangement.url));
  return { root, size, arrangement, loads };
}

await prepare();
const catalogues = [];
const opened = [];
const rows = [];
try {
  for (const size of sizes) for (const root of builds) catalogues.push(await open(root, size));
  // Machines are faster at one time than at another: all take turns, and the median of the rounds is reported.
  for (const what of Object.keys(catalogues[0].loads)) {
    // A first request also does work that the next ones reuse: that is no part of the figures.
    for (const { arrangement, loads } of catalogues) await once(arrangement.url, loads[what]);
    const measured = catalogues.map(() => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, { arrangement, loads }] of catalogues.entries()) {
        measured[index].push(await measure(arrangement, loads[what]));
      }
    }
    const first = medianOf(measured[0])['requests/s'];
    for (const [index, { root, size }] of catalogues.entries()) {
      const result = medianOf(measured[index]);
      rows.push({
        ...(values.beside === undefined ? {} : { build: root }),
        products: size,
        what,
        ...rounded(result),
        'of the first': `${Math.round((100 * result['requests/s']) / first)} %`,
      });
      console.log(JSON.stringify(rows.at(-1)));
    }
  }
} finally {
  for (const arrangement of opened) await arrangement.dismantle();
}
console.table(rows);
