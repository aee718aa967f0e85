/** `node bench/gateway/memory.mjs -- --help`: what a gateway keeps in memory of operations and of earlier supergraphs. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readCommandLine, readWholeNumber } from '../../scripts/command-line.mjs';
import { importTypescript } from '../../scripts/import-typescript.mjs';

const usage = `Usage: node bench/gateway/memory.mjs [--operations 10000] [--reloads 100]

Sends operations that all differ, then exchanges the supergraph again and again, with an operation each time. Prints the
heap after garbage collection, and fails when it is more than the documented bounds above its beginning.
  --operations   operations that differ
  --reloads      supergraphs that differ`;
const { values } = readCommandLine({
  usage,
  options: {
    operations: { type: 'string', default: '10000' },
    reloads: { type: 'string', default: '100' },
  },
});
const operations = readWholeNumber(values.operations, 'operations', { usage });
const reloads = readWholeNumber(values.reloads, 'reloads', { usage });

/** Bounds above the heap at the beginning, in MiB. The last 5,000 operations are kept, until the next supergraph. */
const boundWithOperations = 100;
const boundAfterReloads = 10;

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
