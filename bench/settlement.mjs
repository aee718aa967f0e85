/**
 * `node bench/settlement.mjs [--bets 100000] [--pages 1000] [--rounds 3]`: bets of one market that are settled per second.
 * Postgres runs on core 1 and syncs to disk; settling runs on core 0.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { importTypescript } from '../scripts/import-typescript.mjs';

const { values } = parseArgs({
  options: {
    bets: { type: 'string', default: '100000' },
    pages: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
  },
});
const pin = (core, pid) => execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
pin(0, process.pid);

const { measureSettlement } = await importTypescript('bench/settlement.ts');
const counts = { bets: Number(values.bets), pageSize: Number(values.pages), rounds: Number(values.rounds) };
for await (const measured of measureSettlement({ ...counts, pin: (pid) => pin(1, pid) })) {
  const { bets, ms, nodeMs, postgresMs, paidMinor, statements } = measured;
  const perSecond = (time) => `${Math.round(bets / (time / 1000))}/s`;
  console.log(
    `${bets} bets in ${(ms / 1000).toFixed(1)} s: ${perSecond(ms)}; by CPU time ${perSecond(nodeMs)} in Node, ` +
      `${perSecond(postgresMs)} in Postgres; ${statements.toFixed(1)} statements a page; paid ${paidMinor}`,
  );
}
