/**
 * `npm run bench:postings`: postings of the ledger per second beside the same rows written by plain SQL, in turns on one
 * Postgres.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';
import { importTypescript } from '../scripts/import-typescript.mjs';

const usage = `Usage: npm run bench:postings [-- --seconds 2] [--rounds 5] [--connections 8] [--wallets 10000] [--folder <path>]

Measures postings per second of the ledger, and of the same rows written by plain SQL.
  --seconds       duration of one measurement
  --rounds        measurements of each
  --connections   connections at the same time
  --wallets       number of wallets
  --folder        folder for the data of Postgres; by default that of temporary files (on disk) and then /dev/shm (in memory)`;

const { values } = readCommandLine({
  usage,
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '8' },
    wallets: { type: 'string', default: '10000' },
    folder: { type: 'string' },
  },
});
const { measurePostings } = await importTypescript('bench/postings.ts');
const { folder, ...numbers } = values;
const counts = Object.fromEntries(
  Object.entries(numbers).map(([name, value]) => [name, readWholeNumber(value, name, { usage })]),
);

/** The file system of a folder, such as `tmpfs`, which keeps its files in memory. */
const fileSystemOf = (path) => execFileSync('stat', ['-f', '-c', '%T', path], { encoding: 'utf8' }).trim();

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const folders = folder === undefined ? [tmpdir(), '/dev/shm'].filter((each) => existsSync(each)) : [folder];
const lines = [];
for (const each of folders) {
  const place = `${each} (${fileSystemOf(each)})`;
  const results = await measurePostings({ ...counts, folder: each }, (name) => console.error(`${place}: ${name}`));
  for (const { name, ledger, plain } of results) {
    const share = median(ledger.map((rate, round) => rate / plain[round]));
    lines.push({
      'Postgres in': place,
      'what is posted': name,
      'postings/s': Math.round(median(ledger)),
      'plain SQL/s': Math.round(median(plain)),
      share: `${Math.round(share * 100)} %`,
    });
  }
}
console.table(lines);
