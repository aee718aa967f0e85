/** `node bench/dashboards.mjs [events]`: dashboards over the sums of ten million events, and how fast they are built again. */
import { importTypescript } from '../scripts/import-typescript.mjs';

const { measureDashboards } = await importTypescript('bench/dashboards.ts');
const tell = (what) => console.log(`${new Date().toISOString().slice(11, 19)} ${what}`);
const { rebuilt, sizes, asked } = await measureDashboards(Number(process.argv[2] ?? 160_000), tell);
const mb = (bytes) => `${(bytes / 1_048_576).toFixed(0)} MB`;
const list = (all) =>
  Object.entries(all)
    .map(([table, size]) => `${table} ${mb(size)}`)
    .join(', ');
console.log(
  `built again: ${rebuilt.events} events in ${(rebuilt.ms / 1_000).toFixed(1)} s, ${Math.round(rebuilt.events / (rebuilt.ms / 1_000))}/s`,
);
console.log(`left out: ${rebuilt.leftOut}`);
const times = (all) => {
  for (const { what, medianMs, slowestMs } of all)
    console.log(`${what}: median ${medianMs.toFixed(0)} ms, slowest of 20 ${slowestMs.toFixed(0)} ms`);
};
times(rebuilt.asked);
console.log(`on disk after it: ${list(rebuilt.sizes)}`);
console.log(`the sums of ten million events: ${list(sizes)}`);
times(asked);
