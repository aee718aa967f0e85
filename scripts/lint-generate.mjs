/**
 * `npm run lint:generate` writes .oxlint-rooms.json from scripts/lint/rooms.mjs. With `--check` nothing is written: it
 * fails when the committed file is stale.
 */
import { readCommandLine } from './command-line.mjs';
import { writeGenerated } from './write-generated.mjs';
import { roomsConfig } from './lint/rooms.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run lint:generate [-- --check]

Writes .oxlint-rooms.json, the rules of imports, from scripts/lint/rooms.mjs.
  --check    write nothing; fail when the committed file is stale`,
  options: { check: { type: 'boolean', default: false } },
});

await writeGenerated({
  files: { '.oxlint-rooms.json': JSON.stringify(roomsConfig) },
  check: values.check,
  command: 'npm run lint:generate',
});
