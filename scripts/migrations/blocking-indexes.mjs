/** Migrations up to this one were written before the rule, and have been applied. */
export const lastWithoutRule = '20261126092900';

const withoutComments = (sql) => sql.replaceAll(/--[^\n]*/g, '').replaceAll(/\/\*[\s\S]*?\*\//g, '');

const tableOf = (text) => text.replaceAll('"', '').toLowerCase();

/** Names of the tables that the SQL creates: they are empty, so an index on them blocks nobody. */
const createdIn = (sql) =>
  new Set(
    [...sql.matchAll(/\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?("?\w+"?)/gi)].map(([, table]) => tableOf(table)),
  );

/** Tables of a line `-- small table: <name>, <reason>`. */
const declaredSmall = (sql) =>
  new Set([...sql.matchAll(/^--\s*small table:\s*("?\w+"?)\s*,\s*\S/gim)].map(([, table]) => tableOf(table)));

const indexes =
  /\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+(CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?("?\w+"?)\s+ON\s+(?:ONLY\s+)?("?\w+"?)/gi;

/**
 * What is wrong with the indexes of a migration, one sentence each. An index on a table with rows must be built
 * CONCURRENTLY, because a plain one stops all writes to the table until it is built; and such a statement must be alone in
 * its migration, because Postgres runs several together in one transaction, where it is not allowed.
 */
export function blockingIndexes(sql) {
  const text = withoutComments(sql);
  const isFree = (table) => createdIn(text).has(table) || declaredSmall(sql).has(table);
  const found = [...text.matchAll(indexes)];
  const plain = found
    .filter(([, concurrently, , table]) => concurrently === undefined && !isFree(tableOf(table)))
    .map(
      ([, , index, table]) =>
        `${index} on ${table} stops all writes to the table while it is built. Write CREATE INDEX CONCURRENTLY, alone in a migration (--empty). ` +
        `If the table has few rows, say so above it: "-- small table: ${tableOf(table)}, <why>".`,
    );
  const statements = text.split(';').filter((statement) => statement.trim() !== '');
  const crowded = found
    .filter(([, concurrently]) => concurrently !== undefined && statements.length > 1)
    .map(([, , index]) => `${index} is built CONCURRENTLY, so it must be the only statement of its migration.`);
  return [...plain, ...crowded];
}
