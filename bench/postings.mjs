/** `node bench/postings.mjs --help`: the ledger beside the same rows written by plain SQL. */
import { parseArgs } from 'node:util';
import { importTypescript } from '../scripts/import-typescript.mjs';

const { values } = parseArgs({
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
const counts = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)]));
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
