import { type ErrorCode, errorCodes, faultMessage } from '@soko/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** Apollo's codes for invalid requests; clients of Soko get BAD_USER_INPUT for all of them. */
const clientMistakes: readonly unknown[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
];

const isCode = (code: unknown): code is ErrorCode => errorCodes.some((known) => known === code);

/** The code that a validation rule set: Apollo Server wraps the rule's error and keeps it as the original. */
const codeOfOriginal = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError instanceof GraphQLError
    ? error.originalError.extensions['code']
    : undefined;

function codeOf(formatted: GraphQLFormattedError, error: unknown): ErrorCode {
  const { code, serviceName } = formatted.extensions ?? {};
  const isOurs = serviceName === undefined;
  if (isOurs && /contains more tha[nt] \d+ tokens/.test(formatted.message)) return 'QUERY_TOO_COMPLEX';
  if (isOurs && clientMistakes.includes(code)) {
    const original = codeOfOriginal(error);
    return isCode(original) ? original : 'BAD_USER_INPUT';
  }
  return isCode(code) ? code : 'INTERNAL_SERVER_ERROR';
}

/** The field in graphql-js's message `Variable "$input" got invalid value … at "input.price.amount"`. */
const fieldIn = (message: string): string | undefined => /^Variable .* at "\w+\.([\w.]+)";/.exec(message)?.[1];

function extensionsOf(code: ErrorCode, formatted: GraphQLFormattedError): Record<string, unknown> {
  const { field = fieldIn(formatted.message), retryAfter, cost, limit } = formatted.extensions ?? {};
  return {
    code,
    ...(typeof field === 'string' && code !== 'INTERNAL_SERVER_ERROR' ? { field } : {}),
    ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
    ...(code === 'QUERY_TOO_COMPLEX' && typeof cost === 'number' ? { cost, limit } : {}),
  };
}

/** The known part of a path: `@apollo/gateway` writes `@` for the indices of a list that was not resolved. */
export function pathOf({ path }: GraphQLFormattedError): { path?: readonly (string | number)[] } {
  const unknown = path?.indexOf('@') ?? -1;
  const known = unknown < 0 ? path : path?.slice(0, unknown);
  return known && known.length > 0 ? { path: known } : {};
}

/** graphql-js stops reading a document that has too many tokens. */
const tooManyTokens = /^(?:Syntax Error: )?Document contains more tha[nt] (\d+) tokens\..*$/;

const inOurWords = (message: string): string =>
  message.replace(
    tooManyTokens,
    'The document is too long: at most $1 tokens are allowed. Split it, or use variables.',
  );

/**
 * The part of an error that a client gets: a code of the closed list, the message, the path and locations, `field` and
 * `retryAfter`. Faults lose their message.
 */
export function maskError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const code = codeOf(formatted, error);
  return {
    message: code === 'INTERNAL_SERVER_ERROR' ? faultMessage : inOurWords(formatted.message),
    ...(formatted.locations ? { locations: formatted.locations } : {}),
    ...pathOf(formatted),
    extensions: extensionsOf(code, formatted),
  };
}
