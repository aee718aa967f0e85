/** `npm run migration:check`: fails where a schema.prisma was changed without a migration. Needs no database. */
import { readCommandLine } from './command-line.mjs';
import { databases, datamodelsOf } from './migrations/datamodels.mjs';
import { schemaDiff } from './migrations/schema-diff.mjs';

readCommandLine({
  usage:
    'Usage: npm run migration:check\n\nFails where a schema.prisma was changed without a migration. Needs no database.',
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
if (behind.length > 0) process.exitCode = 1;
else console.log(`Every schema has its migrations: ${databases().join(', ')}.`);
