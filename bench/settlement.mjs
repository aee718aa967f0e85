/**
 * `node bench/settlement.mjs --help`: bets of one market that are settled per second. Postgres runs on core 1 and syncs to disk;
 * settling runs on core 0, in a process of its own, which is killed in the middle of the last run.
 */
import { execFileSync } from 'node:child_process';
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';
import { importTypescript } from '../scripts/import-typescript.mjs';
import { rounded } from './figures.mjs';

const usage = `Usage: node bench/settlement.mjs [--bets 100000] [--pages 1000] [--lanes 2] [--rounds 1]

Settles a market with many bets, and another one of which the settling process is killed in the middle. Prints a table.
  --bets      bets of a market
  --pages     bets that one transaction settles
  --lanes     transactions at the same time
  --rounds    markets that are settled without a kill`;

const { values } = readCommandLine({
  usage,
  options: {
    bets: { type: 'string', default: '100000' },
    pages: { type: 'string', default: '1000' },
    lanes: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '1' },
  },
});
const [bets, pageSize, lanes, rounds] = ['bets', 'pages', 'lanes', 'rounds'].map((name) =>
  readWholeNumber(values[name], name, { usage }),
);
const pin = (core, pid) => execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });

const { measureSettlement } = await importTypescript('bench/settlement.ts');
const lines = [];
for await (const measured of measureSettlement({ bets, pageSize, lanes, rounds, pin })) {
  const { killedAt, ms, nodeMs, postgresMs, statements, settledOnce, unbalanced } = measured;
  const cpu = nodeMs === null ? {} : { 'Node CPU ms each': nodeMs / bets, 'Postgres CPU ms each': postgresMs / bets };
  const thousandths = Object.fromEntries(Object.entries(cpu).map(([name, each]) => [name, Number(each.toFixed(3))]));
  lines.push({
    'killed at': killedAt ?? 'not',
    ...rounded({ seconds: ms / 1000, 'bets/s': bets / (ms / 1000), ...(statements && { 'SQL a page': statements }) }),
    ...thousandths,
    'settled once': settledOnce,
    'trial balance': Number(unbalanced),
  });
  console.error(
    `${killedAt === null ? 'undisturbed' : `killed at ${killedAt}`}: ${Math.round(bets / (ms / 1000))} bets/s`,
  );
}
console.table(lines);
