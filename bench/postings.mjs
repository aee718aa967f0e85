/**
 * `npm run bench:postings`: postings of the ledger per second beside the same rows written by plain SQL, in turns on one
 * Postgres.
 */
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';
import { importTypescript } from '../scripts/import-typescript.mjs';

const usage = `Usage: npm run bench:postings [-- --seconds 2] [--rounds 5] [--connections 8] [--wallets 10000] [--folder <path>]

Measures postings per second of the ledger, and of the same rows written by plain SQL.
  --seconds       duration of one measurement
  --rounds        measurements of each
  --connections   connections at the same time
  --wallets       number of wallets
  --folder        folder for the data of Postgres; by default that of temporary files`;

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
const results = await measurePostings({ ...counts, ...(folder && { folder }) }, (name) =>
  console.error(`measured: ${name}`),
);

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
for (const { name, ledger, plain } of results) {
  const share = median(ledger.map((rate, round) => rate / plain[round]));
  console.log(
    `${name}: ${Math.round(median(ledger))} postings/s, plain SQL ${Math.round(median(plain))}/s: ${Math.round(share * 100)} %`,
  );
}
