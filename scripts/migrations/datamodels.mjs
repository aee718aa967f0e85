import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every subgraph that has a database, by its folder in prisma/. */
export const databases = () =>
  readdirSync('prisma')
    .filter((name) => existsSync(join('prisma', name, 'schema.prisma')))
    .sort();

const textOf = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null);

/** Where the schema is kept that the last migration led to. */
export const migratedSchemaFile = (name) => join('prisma', name, 'last-migration.prisma');

/** A subgraph asks in its package.json for a table that a package brings with it. */
const uses = (name, table) =>
  JSON.parse(textOf(join('subgraphs', name, 'package.json')) ?? '{}').soko?.[table] === true;

/** The files beside `schema.prisma` where a large schema is split. */
const partsOf = (name) =>
  readdirSync(join('prisma', name))
    .filter((entry) => entry.endsWith('.prisma') && !['schema.prisma', 'last-migration.prisma'].includes(entry))
    .sort()
    .map((entry) => join('prisma', name, entry));

/** The whole Prisma schema of a subgraph: its own models, and those that packages bring with them. */
export const datamodelOf = (name) =>
  [
    readFileSync(join('prisma', name, 'schema.prisma'), 'utf8'),
    ...partsOf(name).map(textOf),
    textOf(join('prisma', 'shared.prisma')),
    uses(name, 'idempotency') ? textOf(join('prisma', 'idempotency.prisma')) : null,
    uses(name, 'personalKeys') ? textOf(join('prisma', 'personal-keys.prisma')) : null,
  ]
    .filter((text) => text !== null)
    .join('\n');

/** The text of `last-migration.prisma` after a migration. Its first line names the migration, so that a lost one is noticed. */
export const migratedText = (migration, datamodel) => `// The schema after ${migration}.\n${datamodel}`;

/** The migration that `last-migration.prisma` names, or null where it names none. */
export const lastMigrationOf = (name) =>
  /^\/\/ The schema after (\d{14}_\w+)\./.exec(textOf(migratedSchemaFile(name)) ?? '')?.[1] ?? null;

/** The schema as it is, and as the last migration left it: null before the first. */
export const datamodelsOf = (name) => ({
  wanted: datamodelOf(name),
  migrated: textOf(migratedSchemaFile(name)),
});

export const migrationsFolder = (name) => join('prisma', name, 'migrations');

/** The migrations of a subgraph, oldest first. */
export const migrationsOf = (name) => {
  const folder = migrationsFolder(name);
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((entry) => /^\d{14}_/.test(entry))
        .sort()
    : [];
};

/** What is wrong with the folders of a subgraph's migrations, one sentence each. */
export function folderProblems(name) {
  const migrations = migrationsOf(name);
  const empty = migrations
    .map((migration) => join(migrationsFolder(name), migration, 'migration.sql'))
    .filter((file) => !existsSync(file))
    .map((file) => `${file} is missing.`);
  const newest = migrations.at(-1) ?? null;
  const named = lastMigrationOf(name);
  if (newest === named) return empty;
  const file = migratedSchemaFile(name);
  return [
    ...empty,
    named !== null && !migrations.includes(named)
      ? `${file} is the schema after ${named}, whose folder is missing: commit it, or restore it.`
      : `${file} is the schema after ${named ?? 'no migration'}, but the newest one is ${newest}. Take ${file} of main, ` +
        `delete your migration, and write it again with "npm run migration -- ${name} <what>".`,
  ];
}
