/** `node bench/bets.mjs --help`: bets placed per second, with few and with ten times as many bets before. */
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';
import { importTypescript } from '../scripts/import-typescript.mjs';
import { prepare } from '../scripts/prepare.mjs';
import { medianOf, rounded } from './figures.mjs';

const usage = `Usage: node bench/bets.mjs [--seconds 5] [--rounds 3] [--connections 16] [--bets 10000] [--through both] [--profile <folder>]

Places single bets, with few and with ten times as many bets before, and prints a table: through the gateway of a built Soko
(the server on core 0, Postgres and the load on core 1), and through the GraphQL schema of wallets alone (the server and the load
on core 0, Postgres on both).
  --seconds       duration of one measurement
  --rounds        measurements of each
  --connections   bets at the same time
  --bets          bets there are before; ten times as many for the second line
  --through       gateway, subgraph, or both
  --profile       folder for a CPU profile of the server behind the gateway`;

const { values } = readCommandLine({
  usage,
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '16' },
    bets: { type: 'string', default: '10000' },
    through: { type: 'string', default: 'both' },
    profile: { type: 'string' },
  },
});
const { through, profile, ...counts } = values;
const numbers = Object.fromEntries(
  Object.entries(counts).map(([name, text]) => [name, readWholeNumber(text, name, { usage })]),
);
const tell = (what) => console.error(what);

/** Change of the rate with ten times as many bets before. The target is below 20 %. */
function changeOf([few, many]) {
  const [before, after] = [few, many].map(({ rounds }) => medianOf(rounds)['bets/s']);
  return `${Math.round(100 * (after / before - 1))} %`;
}

const tables = [];
if (through !== 'subgraph') {
  await prepare();
  const { measureByGateway } = await import('./bets-by-gateway.mjs');
  tables.push(['gateway', await measureByGateway({ ...numbers, profile }, tell)]);
}
if (through !== 'gateway') {
  const { measureBets } = await importTypescript('bench/bets.ts');
  tables.push(['subgraph', await measureBets(numbers, tell)]);
}
console.table(
  tables.flatMap(([name, results]) =>
    results.map(({ before, rounds }) => ({ through: name, 'bets before': before, ...rounded(medianOf(rounds)) })),
  ),
);
for (const [name, results] of tables) console.log(`${name}: ${changeOf(results)} bets/s with ten times as many bets`);
