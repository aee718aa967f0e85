/**
 * `npm run monitoring:generate` writes the boards of deploy/grafana from scripts/monitoring/boards.mjs, and checks all
 * queries of boards and alerts. With `--check` nothing is written: it fails when a board is stale.
 */
import { spawnSync } from 'node:child_process';
import { readCommandLine } from './command-line.mjs';
import { boards } from './monitoring/boards.mjs';
import { checkQueries } from './monitoring/check-queries.mjs';
import { readQueries, rulesFile } from './monitoring/read-monitoring.mjs';
import { writeGenerated } from './write-generated.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run monitoring:generate [-- --check]

Writes the boards of deploy/grafana from scripts/monitoring/boards.mjs, and checks all queries of boards and alerts, the
latter with promtool where it is installed.
  --check    write nothing; fail when a committed board is stale`,
  options: { check: { type: 'boolean', default: false } },
});

await writeGenerated({
  files: Object.fromEntries(Object.entries(boards).map(([file, each]) => [file, JSON.stringify(each)])),
  check: values.check,
  command: 'npm run monitoring:generate',
});

const queries = readQueries();
const problems = checkQueries(queries);
const promtool = spawnSync('promtool', ['check', 'rules', rulesFile], { encoding: 'utf8' });
if (promtool.error === undefined && promtool.status !== 0) problems.push(`${promtool.stdout}${promtool.stderr}`);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${queries.length} queries are PromQL${promtool.error ? '' : ', also by promtool'}.`);
