/**
 * `node bench/gateway/executors.mjs --help`: pages of the shop with the compiled executor of the gateway beside the stock
 * one. Two Sokos of the same build take turns, so that both have the same share of a machine that has other work.
 */
import { cpus } from 'node:os';
import autocannon from 'autocannon';
import { readCommandLine, readWholeNumber } from '../../scripts/command-line.mjs';
import { prepare } from '../../scripts/prepare.mjs';
import { arrange } from '../arrangement.mjs';
import { medianOf, rounded } from '../figures.mjs';
import { collect, loadsOf } from '../shop-pages.mjs';

const usage = `Usage: node bench/gateway/executors.mjs [--products 1000] [--seconds 2] [--rounds 5] [--connections 16]

Measures pages of the shop with both executors of the gateway in turns, and prints a table.
  --products      size of the catalogue
  --seconds       duration of one measurement
  --rounds        measurements of each
  --connections   connections at the same time`;

const { values } = readCommandLine({
  usage,
  options: {
    products: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '16' },
  },
});
const [products, seconds, rounds, connections] = ['products', 'seconds', 'rounds', 'connections'].map((name) =>
  readWholeNumber(values[name], name, { usage }),
);

async function measure({ arrangement, url }, requests) {
  const before = await arrangement.cpu();
  const result = await autocannon({ url, connections, duration: seconds, requests });
  const after = await arrangement.cpu();
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} failed.`);
  return {
    'requests/s': result.requests.average,
    'p50 ms': result.latency.p50,
    'p99 ms': result.latency.p99,
    'server CPU ms each': (after.server - before.server) / result.requests.total,
  };
}

await prepare();
const sokos = [];
const rows = [];
try {
  for (const executor of ['stock', 'compiled']) {
    const arrangement = await arrange({ variables: { GATEWAY_EXECUTOR: executor } });
    const { url } = arrangement;
    sokos.push({ executor, arrangement, url });
    await arrangement.seed(products);
    await arrangement.start();
    await arrangement.settle();
    Object.assign(sokos.at(-1), { loads: loadsOf(await collect(url)) });
  }
  for (const what of Object.keys(sokos[0].loads)) {
    // A first run also does work that the next ones reuse: that is no part of the figures.
    for (const soko of sokos) await measure(soko, soko.loads[what]);
    const measured = sokos.map(() => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, soko] of sokos.entries()) measured[index].push(await measure(soko, soko.loads[what]));
    }
    const cpuOfStock = medianOf(measured[0])['server CPU ms each'];
    for (const [index, { executor }] of sokos.entries()) {
      const result = medianOf(measured[index]);
      const share = `${Math.round((100 * result['server CPU ms each']) / cpuOfStock)} %`;
      rows.push({ what, executor, ...rounded(result), 'CPU of stock': share });
      console.log(JSON.stringify(rows.at(-1)));
    }
  }
} finally {
  for (const { arrangement } of sokos) await arrangement.dismantle();
}
console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0].model}, Node ${process.version}`);
console.table(rows);
