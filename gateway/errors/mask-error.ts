import { type ErrorCode, errorCodes } from '@soko/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** Apollo's own codes for what a client sent wrong; all of them are BAD_USER_INPUT to a client of Soko. */
const clientMistakes: readonly unknown[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
];

const maskedMessage = 'Something went wrong on our side.';

const isCode = (code: unknown): code is ErrorCode => errorCodes.some((known) => known === code);

/** Validation rules say which code they mean; Apollo Server wraps their errors and keeps them as the original. */
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

/** `Variable "$input" got invalid value … at "input.price.amount"` names the argument that is wrong. */
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

/** A path as far as it can be known: within a list that was not reached there are no indices, but `@`. */
function pathOf({ path }: GraphQLFormattedError): { path?: readonly (string | number)[] } {
  const unknown = path?.indexOf('@') ?? -1;
  const known = unknown < 0 ? path : path?.slice(0, unknown);
  return known && known.length > 0 ? { path: known } : {};
}

/**
 * What of an error reaches a client: a code of the closed list, its message, where in the answer and in the query it
 * belongs, and the few extensions that clients act on. Everything else, and every fault, stays inside.
 */
export function maskError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const code = codeOf(formatted, error);
  return {
    message: code === 'INTERNAL_SERVER_ERROR' ? maskedMessage : formatted.message,
    ...(formatted.locations ? { locations: formatted.locations } : {}),
    ...pathOf(formatted),
    extensions: extensionsOf(code, formatted),
  };
}
