/** `npm run invariants`: checks the rules of every database, and those across subgraphs. */
import { maxReported } from '@soko/invariants';
import { openDatabase } from '@soko/postgres';
import type pg from 'pg';
import { checkEverything, type CheckedRule } from './check-everything.ts';
import { readCommandLine, readWholeNumber } from '../scripts/command-line.mjs';
import { invariantsArguments } from '../scripts/program-arguments.mjs';
import { explainAndExit } from './explain-and-exit.ts';
import { openInstallation } from './installation.ts';
import { type SubgraphName, subgraphNames } from './subgraphs.ts';

const { usage } = invariantsArguments;

interface Arguments {
  settledMinutes: number;
  json: boolean;
}

function readArguments(): Arguments {
  const { values } = readCommandLine(invariantsArguments);
  const settledMinutes = readWholeNumber(values['settled-minutes'], 'settled-minutes', { min: 0, usage });
  return { settledMinutes, json: values.json };
}

function report({ owner, name, rule, broken }: CheckedRule, json: boolean): void {
  if (json) {
    for (const row of broken) console.log(JSON.stringify({ subgraph: owner, invariant: name, ...row }));
    return;
  }
  const count = broken.length >= maxReported ? `${maxReported} or more rows` : `${broken.length} rows`;
  console.log(`${broken.length === 0 ? 'holds ' : 'BROKEN'}  ${owner}.${name}: ${rule}`);
  if (broken.length > 0) console.log(`        ${count}:`);
  for (const { subject, found } of broken.slice(0, 20)) console.log(`        ${subject}  ${found}`);
}

async function run(): Promise<void> {
  const given = readArguments();
  const installation = await openInstallation();
  const databases = subgraphNames.map((name) => ({
    name,
    database: openDatabase({ connectionString: installation.urlOf(name), applicationName: 'soko-invariants', max: 1 }),
  }));
  try {
    const pools = Object.fromEntries(databases.map(({ name, database }) => [name, database.pool]));
    const settled = new Date(Date.now() - given.settledMinutes * 60_000);
    const results = await checkEverything(pools as Record<SubgraphName, pg.Pool>, { since: new Date(0), settled });
    for (const result of results) report(result, given.json);
    const broken = results.filter((result) => result.broken.length > 0).length;
    if (!given.json) console.log(`\n${results.length - broken} rules hold, ${broken} are broken.`);
    if (broken > 0) process.exitCode = 1;
  } finally {
    await Promise.all(databases.map(({ database }) => database.close()));
    await installation.close();
  }
}

await run().catch(explainAndExit);
