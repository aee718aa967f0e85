/**
 * `npm run migration:check [-- <git ref>]`: fails where a schema.prisma was changed without a migration, where a migration
 * that has landed was changed or lost, and where one would stop writes to a table with rows. Needs no database.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from './command-line.mjs';
import { blockingIndexes, lastWithoutRule } from './migrations/blocking-indexes.mjs';
import { databases, datamodelsOf, folderProblems, migrationsFolder, migrationsOf } from './migrations/datamodels.mjs';
import { changedMigrations } from './migrations/landed-migrations.mjs';
import { schemaDiff } from './migrations/schema-diff.mjs';

const { arguments: given } = readCommandLine({
  usage: `Usage: npm run migration:check [-- <git ref>]

Fails where a schema.prisma was changed without a migration, where a migration that has landed was changed or lost, and where one would stop writes to a table with rows. Needs no database.
  <git ref>    the commit whose migrations have landed. Default: where this branch left main`,
  maxArguments: 1,
});

const linesShown = 20;

function excerptOf(sql) {
  const lines = sql.split('\n').filter((line) => line.trim() !== '');
  const more = lines.length > linesShown ? [`… and ${lines.length - linesShown} lines more`] : [];
  return [...lines.slice(0, linesShown), ...more].map((line) => `  ${line}`).join('\n');
}

const problems = [];
for (const name of databases()) {
  const { wanted, migrated } = datamodelsOf(name);
  const sql = await schemaDiff(migrated, wanted);
  if (sql !== null)
    problems.push(
      `prisma/${name}/schema.prisma has changes without a migration ("npm run migration -- ${name} <what>"):\n${excerptOf(sql)}`,
    );
}
for (const problem of databases().flatMap(folderProblems)) problems.push(problem);

const changed = changedMigrations(given[0]);
if (changed === null) console.error('This is no git checkout: migrations that have landed were not compared.');
for (const file of changed ?? [])
  problems.push(
    `${file} was ${existsSync(file) ? 'changed' : 'deleted'} after it landed, and databases that have applied it will not start. ` +
      `Restore it (git restore --source main ${file}) and write a new migration instead.`,
  );

for (const name of databases())
  for (const migration of migrationsOf(name).filter(
    (each) => each.slice(0, lastWithoutRule.length) > lastWithoutRule,
  )) {
    const file = join(migrationsFolder(name), migration, 'migration.sql');
    if (!existsSync(file)) continue;
    for (const problem of blockingIndexes(readFileSync(file, 'utf8'))) problems.push(`${file}: ${problem}`);
  }

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`Every schema has its migrations: ${databases().join(', ')}.`);
