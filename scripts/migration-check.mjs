/**
 * `npm run migration:check`: fails where a schema.prisma was changed without a migration, and where a migration would stop
 * writes to a table with rows. Needs no database.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from './command-line.mjs';
import { blockingIndexes, lastWithoutRule } from './migrations/blocking-indexes.mjs';
import { databases, datamodelsOf, migrationsFolder, migrationsOf } from './migrations/datamodels.mjs';
import { schemaDiff } from './migrations/schema-diff.mjs';

readCommandLine({
  usage:
    'Usage: npm run migration:check\n\nFails where a schema.prisma was changed without a migration, and where a migration would stop writes to a table with rows. Needs no database.',
});

const linesShown = 20;

function excerptOf(sql) {
  const lines = sql.split('\n').filter((line) => line.trim() !== '');
  const more = lines.length > linesShown ? [`… and ${lines.length - linesShown} lines more`] : [];
  return [...lines.slice(0, linesShown), ...more].map((line) => `  ${line}`).join('\n');
}

const behind = [];
for (const name of databases()) {
  const { wanted, migrated } = datamodelsOf(name);
  const sql = await schemaDiff(migrated, wanted);
  if (sql !== null) behind.push({ name, sql });
}

for (const { name, sql } of behind) {
  console.error(
    `prisma/${name}/schema.prisma has changes without a migration ("npm run migration -- ${name} <what>"):`,
  );
  console.error(excerptOf(sql));
}
const blocking = databases().flatMap((name) =>
  migrationsOf(name)
    .filter((migration) => migration.slice(0, lastWithoutRule.length) > lastWithoutRule)
    .flatMap((migration) => {
      const file = join(migrationsFolder(name), migration, 'migration.sql');
      return blockingIndexes(readFileSync(file, 'utf8')).map((problem) => `${file}: ${problem}`);
    }),
);
for (const problem of blocking) console.error(problem);

if (behind.length > 0 || blocking.length > 0) process.exitCode = 1;
else console.log(`Every schema has its migrations: ${databases().join(', ')}.`);
