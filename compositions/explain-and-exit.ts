import { BadEnvironment } from '@soko/env';
import { createLogger } from '@soko/log';
import { isOutage } from '@soko/retry';
import { BrokenMigrations, NoEmbeddedPostgres } from '@soko/postgres';

/** A wrong argument, port, folder or server that a person must correct; `message` says how. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

const explainedErrors = [CannotStart, BadEnvironment, BrokenMigrations, NoEmbeddedPostgres];

interface SystemError extends Error {
  code?: string;
  port?: number;
  path?: string;
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)!;

function sentenceFor(error: SystemError): string | null {
  if (explainedErrors.some((kind) => error instanceof kind)) return error.message;
  if (/^KafkaJS(NumberOfRetriesExceeded|ConnectionError|BrokerNotFound)/.test(error.name)) {
    return `No Kafka broker responds (${error.message}). Check KAFKA_BROKERS, or unset it to keep events in Postgres.`;
  }
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${error.port} is in use. Stop the program that uses it, or choose another port: PORT=${(error.port ?? 4000) + 1} npm start`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
      return `${error.path ?? 'A folder'} is not writable. Set SOKO_DATA_DIR to a folder that this user may write to.`;
    case 'ENOSPC':
      return 'The disk is full.';
    case 'ECONNREFUSED':
      return `Could not connect to a database or broker (${error.message}). Check DATABASE_URL and KAFKA_BROKERS.`;
    case '28P01':
    case '28000':
      return `The database refuses the user or password (${error.message}). Check DATABASE_URL.`;
    // Postgres's codes for a missing database or table, and Prisma's.
    case '3D000':
    case '42P01':
    case 'P1003':
    case 'P2021':
      return `The databases are not prepared (${lastLine(error.message)}). Start Soko, or run: npm run service -- migrate`;
    default:
      return isOutage(error)
        ? `A database or broker accepts no connections (${lastLine(error.message)}). Check that it runs, DATABASE_URL and KAFKA_BROKERS.`
        : null;
  }
}

/** Prints one sentence for an expected error, writes any other to the log, and ends the process. */
export function explainAndExit(error: unknown): never {
  const sentence = error instanceof Error ? sentenceFor(error) : null;
  if (sentence === null) createLogger({ name: 'soko' }).fatal({ err: error }, 'an unexpected error ended the program');
  else console.error(sentence);
  process.exit(1);
}
