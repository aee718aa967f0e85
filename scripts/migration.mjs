/**
 * `npm run migration -- <subgraph> <name>` writes the SQL from the last migration's schema to schema.prisma as the
 * next migration, to be read and completed by hand. `--empty` writes one without a change of the schema, for SQL that
 * Prisma cannot express.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from './command-line.mjs';
import {
  databases,
  datamodelsOf,
  migratedSchemaFile,
  migratedText,
  migrationsFolder,
  migrationsOf,
} from './migrations/datamodels.mjs';
import { schemaDiff } from './migrations/schema-diff.mjs';

const { values, arguments: given } = readCommandLine({
  usage: `Usage: npm run migration -- <subgraph> <name> [--empty]

Writes the SQL from the schema of the last migration to schema.prisma, such as: npm run migration -- users add_nickname
  <subgraph>    one that has a folder in prisma/
  <name>        of the migration: letters, digits and "_"
  --empty       write a migration without a change of the schema, for SQL by hand`,
  options: { empty: { type: 'boolean', default: false } },
  minArguments: 2,
  maxArguments: 2,
});

class Refusal extends Error {}

function readNames() {
  const [subgraph, text] = given;
  if (!databases().includes(subgraph)) {
    throw new Refusal(`There is no prisma/${subgraph}/schema.prisma. There are: ${databases().join(', ')}.`);
  }
  const name = text.toLowerCase().replaceAll(/[\s-]+/g, '_');
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Refusal(`"${text}" is not a name of letters, digits and "_".`);
  return { subgraph, name };
}

/** A timestamp in UTC that comes after every migration there is, also when a clock was wrong. */
function timestampAfter(migrations) {
  const now = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const last = migrations.at(-1)?.slice(0, 14) ?? '';
  return now > last ? now : String(BigInt(last) + 1n);
}

async function main() {
  const { subgraph, name } = readNames();
  const { wanted, migrated } = datamodelsOf(subgraph);
  const migrations = migrationsOf(subgraph);
  if (migrated === null && migrations.length > 0) {
    throw new Refusal(
      `${migratedSchemaFile(subgraph)} is missing: restore it from the commit of ${migrations.at(-1)}.`,
    );
  }
  const sql = await schemaDiff(migrated, wanted);
  if (sql === null && !values.empty) {
    throw new Refusal(`prisma/${subgraph}/schema.prisma has not changed. Add --empty for a migration written by hand.`);
  }
  const migration = `${timestampAfter(migrations)}_${name}`;
  const folder = join(migrationsFolder(subgraph), migration);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql ?? '-- Written by hand.\n');
  writeFileSync(migratedSchemaFile(subgraph), migratedText(migration, wanted));
  console.log(`Wrote ${join(folder, 'migration.sql')}. Read it, and add what Prisma cannot express: checks, partial`);
  console.log('indexes, triggers, generated columns. It is applied at the next start. Commit it with both schemas.');
}

main().catch((error) => {
  console.error(error instanceof Refusal ? error.message : error);
  process.exitCode = 1;
});
