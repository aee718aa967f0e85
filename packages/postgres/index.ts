export { dropDatabase, ensureDatabases, withDatabase } from './databases.ts';
export { type EmbeddedPostgres, NoEmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
export { lacksConnection } from './lacks-connection.ts';
export { BrokenMigrations, migrate } from './migrate.ts';
export { watchNesting } from './nesting.ts';
export { type Database, openDatabase, type Planning } from './pool.ts';
export { prune, type PruneRule } from './prune.ts';
export { createParameters, type Parameters, type Queryable } from './queryable.ts';
export { openSchemaEngine } from './schema-engine.ts';
export { countStatements } from './statements.ts';
export { storable, storableText } from './storable-text.ts';
export {
  inTransaction,
  prismaTransaction,
  type PrismaTransactions,
  retryCollisions,
  StaleVersion,
} from './transaction.ts';
export { isUniqueViolation } from './unique-violation.ts';
