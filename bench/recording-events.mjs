/** `node bench/recording-events.mjs [events]`: how fast analytics puts events on record. */
import { importTypescript } from '../scripts/import-typescript.mjs';

const { measureRecording } = await importTypescript('bench/recording-events.ts');
const { events, catchUpMs, followMs } = await measureRecording(Number(process.argv[2] ?? 10_000));
const line = (what, ms) =>
  console.log(`${what}: ${events} events in ${(ms / 1000).toFixed(1)} s, ${Math.round(events / (ms / 1000))}/s`);
line('catching up with a waiting log', catchUpMs);
line('following while they are published', followMs);
