import { notFound } from '@soko/errors';
import type { GraphQLFormattedError } from 'graphql';
import type { OperationResult } from '../graph.ts';
import type { CompiledRoute } from './compile-route.ts';
import type { PageInfo } from './page-links.ts';

/** What an operation came to: the body of the answer, a refusal, or an error. */
export type Outcome =
  | { kind: 'answer'; body: unknown; page: PageInfo | null }
  | { kind: 'refusal'; refusal: { code: string; message: string } }
  | { kind: 'error'; error: GraphQLFormattedError };

type Fields = Record<string, unknown>;

const isMissing = (value: unknown): value is null | undefined => value === null || value === undefined;

const missing = (): Outcome => {
  const { message, extensions } = notFound('The thing at this address');
  return { kind: 'error', error: { message, extensions } };
};

/** A command's result without the name of its type, which tells results and refusals apart. */
function ofCommand(result: Fields): Outcome {
  const { __typename: _, ...body } = result;
  const isRefusal = typeof body['code'] === 'string' && typeof body['message'] === 'string';
  if (isRefusal) return { kind: 'refusal', refusal: body as { code: string; message: string } };
  return { kind: 'answer', body, page: null };
}

/** Reads the result of a route's operation. An answer is whole: an error in any part of it is an error. */
export function readResult(route: CompiledRoute, { data, errors }: OperationResult): Outcome {
  const [error] = errors ?? [];
  if (error !== undefined) return { kind: 'error', error };
  const result = data?.['result'];
  if (isMissing(result)) return missing();
  if (route.isCommand) return ofCommand(result as Fields);
  const picked = route.pick === undefined ? result : (result as Fields)[route.pick];
  if (isMissing(picked)) return missing();
  if (route.hasPages) {
    const { nodes, pageInfo } = picked as { nodes: unknown[]; pageInfo: PageInfo };
    return { kind: 'answer', body: { items: nodes }, page: pageInfo };
  }
  return { kind: 'answer', body: Array.isArray(picked) ? { items: picked } : picked, page: null };
}
