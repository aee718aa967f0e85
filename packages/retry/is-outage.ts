/** Codes of Node, of undici and of our own peers: the other side was not reached, left, or says that it cannot answer. */
const networkCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'SERVICE_UNAVAILABLE',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CLOSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_DESTROYED',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** Codes with which no connection to a socket in a folder is made: its server has ended, or has no place for another one. */
const socketCodes = new Set(['ENOENT', 'EAGAIN']);

/** Codes of Prisma: the server cannot be reached, timed out, or closed the connection; no connection was free. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024']);

/** What the adapter of Prisma says of a connection, also within an error of a raw statement, whose code is always P2010. */
const adapterKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout']);

/**
 * SQLSTATE classes of Postgres: 08 connection exceptions, 53 insufficient resources, and 57P for a server that shuts
 * down, crashed or still starts. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const sqlStates = /^(08|53|57P)[0-9A-Z]+$/;

/**
 * A transaction of Prisma found no free connection in time, or took longer than it may and was rolled back: the process
 * or the database stood still. Their code, P2028, has other meanings as well.
 */
const prismaMessages = /Unable to start a transaction in the given time|cannot be executed on an expired transaction/;

/** Errors of kafkajs by name: no broker was reached, or none answered in time. */
const kafkaNames =
  /^KafkaJS(ConnectionError|ConnectionClosedError|ConnectionTimeout|RequestTimeoutError|BrokerNotFound|NumberOfRetriesExceeded)$/;

/**
 * Messages of `pg` without a code: no connection was made in time, or the connection was lost. And one of Postgres whose
 * code (55000) has other meanings as well.
 */
const pgMessages =
  /^(timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error|Query read timeout)|is not currently accepting connections$/;

/** Name of the error with which `AbortSignal.timeout` ends a request. Its code is a number. */
const timeoutName = 'TimeoutError';

interface ErrorLike {
  name?: unknown;
  kind?: unknown;
  code?: unknown;
  syscall?: unknown;
  message?: unknown;
  cause?: unknown;
  errors?: unknown;
  originalError?: unknown;
  extensions?: { code?: unknown };
  meta?: { driverAdapterError?: unknown };
}

const maxCauses = 5;

/**
 * Whether an error means that something this process needs does not answer now: a database, a peer, the network. Such
 * an error says nothing about the work itself, which may succeed when it is tried again later.
 */
export const isOutage = (error: unknown): boolean => isOutageWithin(error, maxCauses);

function isOutageWithin(error: unknown, causes: number): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, kind, code, syscall, message, cause, errors, originalError, extensions, meta } = error as ErrorLike;
  if (extensions?.code === 'SERVICE_UNAVAILABLE') return true;
  if (typeof code === 'string' && (networkCodes.has(code) || prismaCodes.has(code) || sqlStates.test(code)))
    return true;
  if (typeof kind === 'string' && adapterKinds.has(kind)) return true;
  if (syscall === 'connect' && typeof code === 'string' && socketCodes.has(code)) return true;
  if (typeof message === 'string' && (pgMessages.test(message) || prismaMessages.test(message))) return true;
  if (typeof name === 'string' && (name === timeoutName || kafkaNames.test(name))) return true;
  if (causes === 0) return false;
  const inner = [cause, originalError, meta?.driverAdapterError, ...(Array.isArray(errors) ? errors : [])];
  return inner.some((each) => isOutageWithin(each, causes - 1));
}
