import { type ErrorCode, httpStatusOf } from '@soko/errors';
import type { GraphQLFormattedError } from 'graphql';
import { type CompiledRoute, filledBy, keyField } from './compile-route.ts';
import { keyHeader } from './read-variables.ts';

/** The media type of problems. https://www.rfc-editor.org/rfc/rfc9457 */
export const problemType = 'application/problem+json; charset=utf-8';

/** The page that explains the types of problems, each at the anchor of its code. */
export const problemsPath = '/v1/problems';

/** What is wrong with a request, for programs and for people. */
export interface Problem {
  /** Address of the explanation: the same for all problems with this code. */
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  /** Path of the wrong value: in the body, or the name of a parameter or header. */
  field?: string;
  /** Seconds after which to try again. */
  retryAfter?: number;
  /** Of a fault: the id of the line in the log. */
  requestId?: string;
  /** Of a command that was executed: the fields that could not be read, and the id of what it made where it is known. */
  missing?: readonly string[];
  id?: string;
}

/** The code of a command that was executed, and whose answer cannot be read. It is no error: the status says so. */
export const executedCode = 'EXECUTED_WITHOUT_ANSWER';
export const executedStatus = 202;
export const executedTitle = 'The command was executed, and its answer cannot be read';

/** The titles of the codes that errors have. */
export const problemTitles: Record<ErrorCode, string> = {
  UNAUTHENTICATED: 'The token is missing, wrong or expired',
  FORBIDDEN: 'The caller does not have the right',
  BAD_USER_INPUT: 'The request is wrong',
  NOT_FOUND: 'The thing does not exist, or the caller may not see it',
  CONFLICT: 'It was changed at the same time, or a unique value is taken',
  IDEMPOTENCY_MISMATCH: 'The idempotency key was used with another body',
  RATE_LIMITED: 'Too many requests',
  QUERY_TOO_COMPLEX: 'The answer would be too large',
  SERVICE_UNAVAILABLE: 'A service that the answer needs is not available',
  INTERNAL_SERVER_ERROR: 'A fault on the side of Soko',
};

/** `SELLER_NOT_ACTIVE` → `Seller not active`. */
export const titleOfRefusal = (code: string): string => {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The status of refusals: the request is right, and the present state does not allow it. */
export const refusalStatus = 409;

/** The name that the caller knows for a field of the operation. */
function fieldFor(route: CompiledRoute | null, field: string): string {
  const path = field.replace(/^(input|filter|variables)\./, '');
  if (path === keyField) return keyHeader;
  if (path === 'first' || path === 'last') return 'limit';
  return route?.pathParameters.find(({ name }) => filledBy(route, name) === path)?.name ?? path;
}

/** The text of an error, with the caller's names instead of the operation's variables. */
const detailFor = (route: CompiledRoute | null, message: string): string =>
  message
    .replace(/^Invalid variables: /, '')
    .replace(/`\$([\w.]+)`/g, (_, path: string) => `\`${fieldFor(route, path)}\``)
    .replaceAll('`idempotencyKey`', `\`${keyHeader}\``);

/** Writes problems whose addresses begin with `origin`. */
export function createProblems(origin: string) {
  const typeOf = (code: string): string => `${origin}${problemsPath}#${code}`;

  return {
    /** The problem of an error of the gateway or of a subgraph, after it was masked. */
    ofError(error: GraphQLFormattedError, route: CompiledRoute | null, status?: number): Problem {
      const { code: given, field, retryAfter, requestId } = error.extensions ?? {};
      const code = given as ErrorCode;
      return {
        type: typeOf(code),
        title: problemTitles[code],
        status: status ?? httpStatusOf(code),
        detail: detailFor(route, error.message),
        code,
        ...(typeof field === 'string' ? { field: fieldFor(route, field) } : {}),
        ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
        ...(typeof requestId === 'string' ? { requestId } : {}),
      };
    },
    /** What can be said of a command that was executed when its answer cannot be read. */
    ofExecuted(missing: readonly string[], id: string | null): Problem {
      return {
        type: typeOf(executedCode),
        title: executedTitle,
        status: executedStatus,
        detail: 'Do not repeat the command with another key. Read the thing later.',
        code: executedCode,
        missing,
        ...(id === null ? {} : { id }),
      };
    },
    /** The problem of a command that was refused. */
    ofRefusal({ code, message }: { code: string; message: string }): Problem {
      return { type: typeOf(code), title: titleOfRefusal(code), status: refusalStatus, detail: message, code };
    },
  };
}

export type Problems = ReturnType<typeof createProblems>;
