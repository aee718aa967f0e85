import { cpus } from 'node:os';
import autocannon from 'autocannon';
import { arrange } from './arrangement.mjs';
import { medianOf, rounded } from './figures.mjs';
import { collect, loadsOf } from './shop-pages.mjs';
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';

/**
 * The options of a benchmark that compares Sokos in turns, from the command line.
 * @param {string} command what people type
 * @param {string} purpose what it measures, as one sentence
 */
export function readTurns(command, purpose) {
  const defaults = { products: '1000', seconds: '2', rounds: '5', connections: '16' };
  const given = Object.entries(defaults).map(([name, value]) => `[--${name} ${value}]`);
  const usage = `Usage: ${command} ${given.join(' ')}

${purpose}
  --products      size of the catalogue
  --seconds       duration of one measurement
  --rounds        measurements of each
  --connections   connections at the same time`;
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, { type: 'string', default: value }]),
  );
  const { values } = readCommandLine({ usage, options });
  const [products, seconds, rounds, connections] = Object.keys(defaults).map((name) =>
    readWholeNumber(values[name], name, { usage }),
  );
  return { products, seconds, rounds, connections };
}

async function measure({ arrangement, url }, requests, { connections, seconds }) {
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

/**
 * Measures pages of the shop with several Sokos of one build, in turns, so that all have the same share of a machine that has
 * other work. Prints a table, with the CPU time of each beside that of the first.
 * @param {string} what name of the column that tells the Sokos apart
 * @param {Record<string, Record<string, string>>} variants the variables of each, by its name in the table
 * @param {{ products: number, seconds: number, rounds: number, connections: number }} options
 */
export async function compareInTurns(what, variants, options) {
  const sokos = [];
  const rows = [];
  try {
    for (const [name, variables] of Object.entries(variants)) {
      const arrangement = await arrange({ variables });
      const { url } = arrangement;
      sokos.push({ name, arrangement, url });
      await arrangement.seed(options.products);
      await arrangement.start();
      await arrangement.settle();
      Object.assign(sokos.at(-1), { loads: loadsOf(await collect(url)) });
    }
    for (const page of Object.keys(sokos[0].loads)) {
      // A first run also does work that the next ones reuse: that is no part of the figures.
      for (const soko of sokos) await measure(soko, soko.loads[page], options);
      const measured = sokos.map(() => []);
      for (let round = 0; round < options.rounds; round += 1) {
        for (const [index, soko] of sokos.entries())
          measured[index].push(await measure(soko, soko.loads[page], options));
      }
      const cpuOfFirst = medianOf(measured[0])['server CPU ms each'];
      for (const [index, { name }] of sokos.entries()) {
        const result = medianOf(measured[index]);
        const share = `${Math.round((1000 * result['server CPU ms each']) / cpuOfFirst) / 10} %`;
        rows.push({ page, [what]: name, ...rounded(result), [`CPU of ${sokos[0].name}`]: share });
        console.log(JSON.stringify(rows.at(-1)));
      }
    }
  } finally {
    for (const { arrangement } of sokos) await arrangement.dismantle();
  }
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0].model}, Node ${process.version}`,
  );
  console.table(rows);
}
