/**
 * `node bench/gateway/beside-stock.mjs --help`: the public federation benchmark (four subgraphs, answers of some 80 kB) with
 * the stock gateway, ours and that of Hive, in alternating rounds.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { composeServices } from '@apollo/composition';
import autocannon from 'autocannon';
import { readCommandLine, readWholeNumber } from '../../scripts/command-line.mjs';
import { medianOf, rounded } from '../figures.mjs';
import { subgraphs, typeDefsOf } from './four-subgraphs.mjs';
import { installHive } from './install-hive.mjs';

const usage = `Usage: node bench/gateway/beside-stock.mjs [--seconds 5] [--rounds 5] [--connections 1,50] [--kinds stock,undici,compiled,shared]

Measures gateways over the same four subgraphs, each alone on core 0 while the load and the subgraphs are on core 1.
  --seconds       duration of one measurement
  --rounds        measurements of each, in turns
  --connections   connections at the same time, one table for each
  --kinds         gateways of bench/gateway/one-gateway.mjs, and of bench/gateway/hive-gateway.mjs, whose packages are
                  installed into .soko/bench-hive: hive, hive-shared, hive-rust, hive-rust-shared`;

const { values } = readCommandLine({
  usage,
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '1,50' },
    kinds: { type: 'string', default: 'stock,undici,compiled,shared' },
  },
});
const [seconds, rounds] = ['seconds', 'rounds'].map((name) => readWholeNumber(values[name], name, { usage }));
const connectionCounts = values.connections.split(',').map((each) => readWholeNumber(each, 'connections', { usage }));
const [serverCore, otherCore] = ['0', '1'];

const query = `
  fragment User on User { id username name }
  fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }
  query TestQuery {
    users { ...User reviews { ...Review product { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } } } }
    topProducts { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } }
  }`;
const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) };

const isOfHive = (kind) => kind.startsWith('hive');

/** Starts a program on a core, and answers with what it prints first. */
async function start(core, ...args) {
  const program = spawn('taskset', ['-c', core, process.execPath, '--max-semi-space-size=64', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [said] = await Promise.race([
    once(program.stdout, 'data'),
    once(program, 'exit').then(([code]) => Promise.reject(new Error(`${args.join(' ')} ended with ${code}.`))),
  ]);
  return { program, said: String(said).trim() };
}

async function stop({ program }) {
  const exit = once(program, 'exit');
  // Hive Gateway goes on after SIGTERM.
  program.kill('SIGKILL');
  await exit;
}

/** CPU time in ms, and memory in MB. */
async function usageOf({ program: { pid } }) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'));
  return { cpu: (user + system) * 10, memory: Number(kilobytes) / 1024 };
}

async function measure({ kind, process: gateway, url }, connections, duration) {
  const before = await usageOf(gateway);
  const result = await autocannon({ url, connections, duration, ...request });
  const after = await usageOf(gateway);
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} answers of ${kind} were not 2xx, ${result.errors} failed.`);
  if (result.requests.total === 0)
    throw new Error(`${kind} answered nothing: the machine is too busy, or --seconds too few.`);
  return {
    'requests/s': result.requests.average,
    'p50 ms': result.latency.p50,
    'p99 ms': result.latency.p99,
    'CPU ms each': (after.cpu - before.cpu) / result.requests.total,
    'memory MB': after.memory,
  };
}

await promisify(execFile)('taskset', ['-cp', otherCore, String(process.pid)]);
const folder = await mkdtemp(join(tmpdir(), 'soko-bench-gateway-'));
const running = [];
try {
  const served = await start(otherCore, 'bench/gateway/four-subgraphs.mjs');
  running.push(served);
  const ports = JSON.parse(served.said);
  const { supergraphSdl, errors } = composeServices(
    Object.keys(subgraphs).map((name) => ({
      name,
      url: `http://127.0.0.1:${ports[name]}/graphql`,
      typeDefs: typeDefsOf(name),
    })),
  );
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, supergraphSdl);

  const kinds = values.kinds.split(',');
  const hive = kinds.some(isOfHive) ? await installHive() : null;
  const gateways = [];
  for (const kind of kinds) {
    const started = isOfHive(kind)
      ? await start(serverCore, 'bench/gateway/hive-gateway.mjs', kind, file, hive)
      : await start(serverCore, 'bench/gateway/one-gateway.mjs', kind, file);
    running.push(started);
    gateways.push({ kind, process: started, url: `http://127.0.0.1:${started.said}/` });
  }
  const answers = await Promise.all(
    gateways.map(async ({ url }) => {
      // The second is executed as all others are.
      await fetch(url, request).then((response) => response.text());
      return fetch(url, request).then((response) => response.text());
    }),
  );
  for (const [index, answer] of answers.entries()) {
    // The order of the fields in an object means nothing.
    if (!isDeepStrictEqual(JSON.parse(answer), JSON.parse(answers[0])))
      throw new Error(`The answer of ${gateways[index].kind} differs from that of ${gateways[0].kind}.`);
  }
  if (answers[0].includes('"errors"')) throw new Error(answers[0].slice(0, 500));
  console.log(`${answers[0].length} bytes each`);

  for (const connections of connectionCounts) {
    // A first run also does work that the next ones reuse: that is no part of the figures.
    for (const gateway of gateways) await measure(gateway, connections, Math.min(seconds, 3));
    const measured = gateways.map(() => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, gateway] of gateways.entries())
        measured[index].push(await measure(gateway, connections, seconds));
    }
    const first = medianOf(measured[0]);
    console.log(`${connections} connections, median of ${rounds} rounds of ${seconds} s`);
    console.table(
      Object.fromEntries(
        measured.map((each, index) => {
          const result = medianOf(each);
          const times = (of, by) => `${Math.round((10 * of) / by) / 10} ×`;
          return [
            gateways[index].kind,
            {
              ...rounded(result),
              'CPU ms each': Math.round(result['CPU ms each'] * 100) / 100,
              'requests/s by the first': times(result['requests/s'], first['requests/s']),
              'work for the CPU by the first': times(first['CPU ms each'], result['CPU ms each']),
            },
          ];
        }),
      ),
    );
  }
} finally {
  await Promise.all(running.map(stop));
  await rm(folder, { recursive: true, force: true });
}
console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0].model}, Node ${process.version}`);
