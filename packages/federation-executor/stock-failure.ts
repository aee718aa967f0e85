import { GraphQLError } from 'graphql';
import type { ExecutionResult } from './apollo-internals.ts';

/** The answer of the stock executor when data cannot be shaped at all. */
export function stockFailure(error: unknown): ExecutionResult {
  if (error instanceof GraphQLError) return { errors: [error] };
  const message = error instanceof Error ? error.message : 'Unexpected error during query plan execution';
  const options = error instanceof Error ? { originalError: error } : {};
  return { errors: [new GraphQLError(message, options)] };
}
