import { notFound } from '@soko/errors';
import type { GraphQLFormattedError } from 'graphql';
import type { OperationResult } from '../graph.ts';
import type { CompiledRoute } from './compile-route.ts';
import type { PageInfo } from './page-links.ts';

/** The header of a command's answer that names the fields which could not be read. */
export const missingHeader = 'Soko-Missing-Fields';

/** What an operation came to: the body of the answer, a refusal, or an error. */
export type Outcome =
  | { kind: 'answer'; body: unknown; page: PageInfo | null; missing?: readonly string[] }
  | { kind: 'refusal'; refusal: { code: string; message: string } }
  /** The command was executed, and nothing of its answer can be read. */
  | { kind: 'executed'; missing: readonly string[] }
  | { kind: 'error'; error: GraphQLFormattedError };

type Fields = Record<string, unknown>;

const isMissing = (value: unknown): value is null | undefined => value === null || value === undefined;

const missing = (): Outcome => {
  const { message, extensions } = notFound('The thing at this address');
  return { kind: 'error', error: { message, extensions } };
};

/** The names of the fields that could not be read, each once: `variants.available`. */
const fieldsOf = (errors: readonly GraphQLFormattedError[]): string[] => [
  ...new Set(
    errors.map(({ path = [] }) =>
      path
        .slice(1)
        .filter((part) => typeof part === 'string')
        .join('.'),
    ),
  ),
];

/**
 * A command's result without the name of its type, which tells results and refusals apart. With a result it was executed, so that
 * an error beside it is no reason to repeat it: the fields that could not be read are null.
 */
function ofCommand(result: Fields, errors: readonly GraphQLFormattedError[]): Outcome {
  const { __typename: _, ...body } = result;
  const isRefusal = typeof body['code'] === 'string' && typeof body['message'] === 'string';
  if (isRefusal) return { kind: 'refusal', refusal: body as { code: string; message: string } };
  return { kind: 'answer', body, page: null, missing: fieldsOf(errors) };
}

/**
 * True when a part of a command's result failed that may not be null: the result itself was there. Without `data` nothing was
 * executed, and an error at the result is one of the command.
 */
const wasExecuted = ({ data, errors = [] }: OperationResult): boolean =>
  data === null && errors.some(({ path = [] }) => path[0] === 'result' && path.length > 1);

/** Reads the result of a route's operation. An answer to a reader is whole: an error in any part of it is an error. */
export function readResult(route: CompiledRoute, found: OperationResult): Outcome {
  const { data, errors } = found;
  const [error] = errors ?? [];
  const result = data?.['result'];
  if (route.isCommand && !isMissing(result)) return ofCommand(result as Fields, errors ?? []);
  if (route.isCommand && wasExecuted(found)) return { kind: 'executed', missing: fieldsOf(errors ?? []) };
  if (error !== undefined) return { kind: 'error', error };
  if (isMissing(result)) return missing();
  const picked = route.pick === undefined ? result : (result as Fields)[route.pick];
  if (isMissing(picked)) return missing();
  if (route.hasPages) {
    const { nodes, pageInfo } = picked as { nodes: unknown[]; pageInfo: PageInfo };
    return { kind: 'answer', body: { items: nodes }, page: pageInfo };
  }
  return { kind: 'answer', body: Array.isArray(picked) ? { items: picked } : picked, page: null };
}
