/**
 * Variables that more than one process reads, each declared once: the same name has the same rule everywhere. A process
 * picks those it needs: `SOKO_PUBLIC_URL: publicUrl`.
 */
import { z } from 'zod';
import { days, commaList, listOf, milliseconds, port as tcpPort } from './index.ts';

export const nodeEnv = z
  .enum(['development', 'test', 'production'])
  .default('development')
  .describe('Kind of installation. `production` turns introspection and the playground off and checks origins.');

export const logLevel = z
  .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
  .default('info')
  .describe('Least severe log messages that are written.');

export const logFormat = z
  .enum(['auto', 'pretty', 'json'])
  .default('auto')
  .describe(
    'Form of log messages: `pretty` for people, `json` for programs. `auto` is `pretty` in a terminal, otherwise `json`.',
  );

export const host = z.string().default('127.0.0.1').describe('Address to listen on. `0.0.0.0` accepts other machines.');

export const port = tcpPort.describe('TCP port to listen on.');

export const postgresUrl = z
  .url({ protocol: /^postgres(ql)?$/, error: 'is not a URL such as postgres://user:password@db.example:5432' })
  .describe('Postgres server or database, as a URL.');

export const databaseUrl = postgresUrl.describe('Postgres server and credentials, as a URL.');

export const eventLogDatabaseUrl = postgresUrl.describe(
  'Postgres database of the event log, as a URL, without Kafka. Default: `soko_events` on `DATABASE_URL`.',
);

/** `kafka:9092`, `10.0.0.1:9092` or `[::1]:9092`. */
const isBroker = (entry: string): boolean =>
  /^([\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/i.test(entry) && Number(entry.split(':').at(-1)) <= 65_535;

export const kafkaBrokers = listOf(isBroker, 'a host with its port, such as kafka:9092').describe(
  'Kafka brokers that carry the events, such as `kafka:9092`. Default: the event log in Postgres.',
);

export const redisUrl = z
  .url({ protocol: /^rediss?$/, error: 'is not a URL such as redis://redis:6379' })
  .describe(
    'Redis in which all replicas count limits, as a URL. Default: each subgraph counts in its database, each gateway in its memory.',
  );

export const publicUrl = z
  .url({ protocol: /^https?$/, error: 'is not a URL, such as https://shop.example' })
  .default('http://127.0.0.1:4000')
  .describe('URL under which clients reach the gateway. Links in mails, uploads and downloads begin with it.');

/** Keys that are accepted beside the current one, each at least `min` characters long. */
const otherKeys = (min: number) =>
  commaList
    .refine(
      (keys) => keys.every((key) => key.length >= min),
      `has keys shorter than ${min} characters; separate keys by commas`,
    )
    .prefault('');

export const tokenIssuer = z
  .string()
  .default('soko')
  .describe('Issuer (`iss`) of access tokens. The gateway accepts no other, so it must be the same for users.');

export const sealKey = z
  .string()
  .min(32, 'is shorter than 32 characters; use the same random key for every service')
  .describe(
    'Encrypts codes, tokens and payment credentials at rest and in events. At least 32 characters, the same for all services.',
  );

export const serviceKey = z
  .string()
  .min(16, 'is shorter than 16 characters; use the same random key for every service')
  .describe('Signs requests between services. At least 16 characters, the same for all services.');

export const oldSealKeys = otherKeys(32).describe(
  'Keys that open sealed values beside `SOKO_SEAL_KEY`, separated by commas: previous keys, or the next one. A key in this list cannot contain a comma. Each at least 32 characters, the same for all services.',
);

export const oldServiceKeys = otherKeys(16).describe(
  'Keys whose signatures are accepted beside `SOKO_SERVICE_KEY`, separated by commas: the previous key, or the next one. Each at least 16 characters.',
);

export const oldSignatures = z
  .stringbool()
  .default(false)
  .describe(
    'Sends and accepts signatures without the name of the called subgraph as well, for a rolling update from a version that has no other.',
  );

export const eventRetentionDays = days(30).describe(
  'Days for which events are kept in the event log, and the ids of handled events in the inboxes. Kafka topics get it as `retention.ms`.',
);

export const projectionWaitMs = z.coerce
  .number()
  .int()
  .min(0)
  .max(60_000)
  .default(1_000)
  .describe(
    'Time in milliseconds that a mutation waits at most until other services have its change, so that clients read their own writes there.',
  );

export const guestContactDays = days(180).describe(
  'Days after the end of a guest’s order for which their email address, phone and postal address are kept. Then they are blanked; the country stays.',
);

/** Time for which a process that stops goes on accepting requests. */
export const drainDelay = milliseconds(500).describe(
  'Time between failing readiness and closing the port, in ms. Allow two health checks of the load balancer.',
);

export const drainTimeout = milliseconds(10_000).describe(
  'Time that running requests get to finish when a process stops, in ms.',
);
