/** `node bench/bets.mjs --help`: bets placed per second, with few and with ten times as many bets before. */
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';
import { importTypescript } from '../scripts/import-typescript.mjs';
import { medianOf, rounded } from './figures.mjs';

const usage = `Usage: node bench/bets.mjs [--seconds 8] [--rounds 3] [--connections 16] [--bets 10000]

Places single bets through the GraphQL schema of wallets, without the gateway: the server and the load share core 0, and
Postgres has both cores. Prints a table.
  --seconds       duration of one measurement
  --rounds        measurements of each
  --connections   bets at the same time
  --bets          bets there are before; ten times as many for the second line`;

const { values } = readCommandLine({
  usage,
  options: {
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '16' },
    bets: { type: 'string', default: '10000' },
  },
});
const numbers = Object.fromEntries(
  Object.entries(values).map(([name, text]) => [name, readWholeNumber(text, name, { usage })]),
);
const { measureBets } = await importTypescript('bench/bets.ts');
const results = await measureBets(numbers, (what) => console.error(what));
console.table(results.map(({ before, rounds }) => ({ 'bets before': before, ...rounded(medianOf(rounds)) })));
