import { BadEnvironment } from '@soko/env';
import { withDatabase } from '@soko/postgres';
import { databaseOf, eventLogDatabase } from './databases.ts';

interface Variables {
  DATABASE_URL?: string | undefined;
  EVENT_LOG_DATABASE_URL?: string | undefined;
}

/** `<NAME>_DATABASE_URL` if it is set, otherwise the subgraph's database on the server of `DATABASE_URL`. */
export function databaseUrlOf(name: string, env: Variables, own: string | undefined): string {
  if (own !== undefined) return own;
  if (env.DATABASE_URL) return withDatabase(env.DATABASE_URL, databaseOf(name));
  throw new BadEnvironment(`Set DATABASE_URL (a Postgres server) or ${name.toUpperCase()}_DATABASE_URL (one database)`);
}

/** The database of the event log, which is used without Kafka. */
export function eventLogUrl(env: Variables): string {
  if (env.EVENT_LOG_DATABASE_URL) return env.EVENT_LOG_DATABASE_URL;
  if (env.DATABASE_URL) return withDatabase(env.DATABASE_URL, eventLogDatabase);
  throw new BadEnvironment(
    'Set KAFKA_BROKERS, or DATABASE_URL or EVENT_LOG_DATABASE_URL for the event log in Postgres',
  );
}
