/** `node bench/gateway/memory.mjs -- --help`: what a gateway keeps in memory of operations and of earlier supergraphs. */
import { join } from 'node:path';
import { setFlagsFromString, writeHeapSnapshot } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readCommandLine, readWholeNumber } from '../../scripts/command-line.mjs';
import { importTypescript } from '../../scripts/import-typescript.mjs';
import { mixedLoad } from './mixed-load.mjs';

const usage = `Usage: node bench/gateway/memory.mjs [--operations 10000] [--reloads 100] [--minutes 0]

Sends operations that all differ, then exchanges the supergraph again and again, with an operation each time. Prints the
heap after garbage collection, and fails when it is more than the documented bounds above its beginning.
  --operations   operations that differ
  --reloads      supergraphs that differ
  --minutes      instead of both, a mixed load for these minutes: queries, changes, mistakes, subscriptions that come and go, and
                 other supergraphs. The heap is read twenty times, each after another supergraph, and must not grow
  --snapshots    folder for snapshots of the heap after the third and after the last of these times`;
const { values } = readCommandLine({
  usage,
  options: {
    operations: { type: 'string', default: '10000' },
    reloads: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '0' },
    snapshots: { type: 'string' },
  },
});
const operations = readWholeNumber(values.operations, 'operations', { usage });
const reloads = readWholeNumber(values.reloads, 'reloads', { usage });
const minutes = readWholeNumber(values.minutes, 'minutes', { usage, min: 0 });

/** Bounds above the heap at the beginning, in MiB. The last 5,000 operations are kept, until the next supergraph. */
const boundWithOperations = 100;
const boundAfterReloads = 10;
/** During a mixed load. */
const boundAfterLoad = 5;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** MiB in use. What finalizers hold is free after the next turns. */
async function heap() {
  for (let turn = 0; turn < 5; turn += 1) {
    collectGarbage();
    await new Promise((later) => setTimeout(later, 20));
  }
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

/** What a gateway keeps of operations that differ, and of earlier supergraphs. */
async function measureKept() {
  const { openWorld } = await importTypescript('bench/gateway/memory-world.ts');
  const world = await openWorld();

  /** Sends operations with numbers of their own, ten at once. */
  async function askAll(from, count) {
    let next = from;
    const client = async () => {
      while (next < from + count) await world.ask(next++);
    };
    await Promise.all(Array.from({ length: 10 }, client));
  }

  // What is compiled and loaded on the way is no leak.
  await askAll(0, 200);
  for (let number = 1; number <= 3; number += 1) await world.reload(number);
  await askAll(200, 50);
  const rows = { 'at the beginning': await heap() };

  await askAll(1_000, operations);
  rows[`after ${operations} operations`] = await heap();
  for (let number = 0; number < reloads; number += 1) {
    await world.reload(10 + number);
    await world.ask(200);
  }
  rows[`after ${reloads} supergraphs`] = await heap();
  await world.close();

  const [before, full, after] = Object.values(rows);
  console.table(
    Object.fromEntries(Object.entries(rows).map(([name, mib]) => [name, { 'heap, MiB': Number(mib.toFixed(1)) }])),
  );
  for (const [what, grown, bound] of [
    ['operations', full - before, boundWithOperations],
    ['supergraphs', after - before, boundAfterReloads],
  ]) {
    if (grown <= bound) continue;
    console.error(`After ${what} the heap is ${grown.toFixed(1)} MiB larger; at most ${bound} are allowed.`);
    process.exitCode = 1;
  }
}

/** The heap during a mixed load. What a day adds would show: each time of twenty has the load of more than an hour. */
async function measureMixed() {
  const times = 20;
  const { openMixedWorld } = await importTypescript('bench/gateway/mixed-world.ts');
  const world = await openMixedWorld();
  const counts = {};
  const heaps = [];
  let supergraphs = 0;
  for (let time = 1; time <= times; time += 1) {
    const over = AbortSignal.timeout((minutes * 60_000) / times);
    const load = mixedLoad(world.url, over, counts);
    const exchange = setInterval(() => void world.reload((supergraphs += 1)), 5_000);
    await load;
    clearInterval(exchange);
    // The end of each time is the same: no client, and a supergraph of which nothing is kept yet.
    await world.reload((supergraphs += 1));
    while (world.streams() > 0) await new Promise((later) => setTimeout(later, 20));
    heaps.push(await heap());
    console.log(`${time} of ${times}: ${heaps.at(-1).toFixed(1)} MiB`);
    if (values.snapshots && (time === 3 || time === times))
      writeHeapSnapshot(join(values.snapshots, `after-${time}.heapsnapshot`));
  }
  await world.close();
  const middleOf = (some) => some.toSorted((one, other) => one - other)[Math.floor(some.length / 2)];
  const [first, last] = [heaps.slice(2, 7), heaps.slice(-5)].map(middleOf);
  console.table({
    ...counts,
    supergraphs,
    'heap at first, MiB': first.toFixed(1),
    'heap at last, MiB': last.toFixed(1),
  });
  if (last - first <= boundAfterLoad) return;
  console.error(`The heap grew by ${(last - first).toFixed(1)} MiB; at most ${boundAfterLoad} are allowed.`);
  process.exitCode = 1;
}

await (minutes > 0 ? measureMixed() : measureKept());
