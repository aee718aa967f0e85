import { importTypescript } from '../import-typescript.mjs';

/** The engine wants a connection before it compares two texts; this one leads nowhere. */
const nowhere = {
  provider: 'postgres',
  adapterName: 'nowhere',
  getConnectionInfo: () => ({ supportsRelationJoins: true, schemaName: 'public' }),
  queryRaw: async () => ({ columnNames: [], columnTypes: [], rows: [] }),
  executeRaw: async () => 0,
  executeScript: async () => {},
  dispose: async () => {},
};

const adapter = { provider: 'postgres', adapterName: 'nowhere', connect: async () => nowhere };

const target = (schema) =>
  schema === null
    ? { tag: 'empty' }
    : { tag: 'schemaDatamodel', configDir: '.', files: [{ path: 'schema.prisma', content: schema }] };

/**
 * The SQL that turns a database of one Prisma schema into one of another, or null where they do not differ. Needs no
 * database. Throws the engine's own sentence when a schema is not valid.
 * @param {string | null} before the text of the schema; null for an empty database
 * @param {string} after
 * @param openSchemaEngine that of packages/postgres, where it is loaded already: a process holds one engine
 */
export async function schemaDiff(before, after, openSchemaEngine) {
  const open = openSchemaEngine ?? (await importTypescript('packages/postgres/schema-engine.ts')).openSchemaEngine;
  const engine = await open(adapter);
  try {
    const { exitCode, stdout } = await engine.diff({
      from: target(before),
      to: target(after),
      script: true,
      exitCode: true,
      shadowDatabaseUrl: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 2 ? stdout : null;
  } finally {
    engine.free();
  }
}
