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
