import { BadEnvironment } from '@soko/env';
import { BrokenMigrations, NoEmbeddedPostgres } from '@soko/postgres';

/** An argument, a port, a folder or a server that a person has to mend; `message` says how. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

const forPeople = [CannotStart, BadEnvironment, BrokenMigrations, NoEmbeddedPostgres];

interface SystemError extends Error {
  code?: string;
  port?: number;
  path?: string;
}

function sentenceFor(error: SystemError): string | null {
  if (forPeople.some((kind) => error instanceof kind)) return error.message;
  if (/^KafkaJS(NumberOfRetriesExceeded|ConnectionError|BrokerNotFound)/.test(error.name)) {
    return `No Kafka broker answers (${error.message}). Check KAFKA_BROKERS, or leave it out to keep events in Postgres.`;
  }
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${error.port} is taken. Stop what uses it, or choose another: PORT=${(error.port ?? 4000) + 1} npm start`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
      return `${error.path ?? 'A folder'} cannot be written. Set SOKO_DATA_DIR to a folder that this user may write.`;
    case 'ENOSPC':
      return 'The disk is full.';
    case 'ECONNREFUSED':
      return `Nothing answers where a database or broker is expected (${error.message}). Check DATABASE_URL and KAFKA_BROKERS.`;
    case '28P01':
    case '28000':
      return `The database does not accept this user or password (${error.message}). Check DATABASE_URL.`;
    default:
      return null;
  }
}

/** Ends the process with one sentence where one is enough, and with the whole error where it is not. */
export function sayWhyAndExit(error: unknown): never {
  const sentence = error instanceof Error ? sentenceFor(error) : null;
  console.error(sentence ?? error);
  process.exit(1);
}
