import { createClient } from 'graphql-ws';
import type { GraphQLAnswer, Operation } from './post.ts';

const address = (): string => {
  const url = new URL('/graphql', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
};

/** Why a subscription ended: errors of the operation, or a socket that was closed. */
function errorsIn(reason: unknown): GraphQLAnswer {
  if (Array.isArray(reason)) return { errors: reason as NonNullable<GraphQLAnswer['errors']> };
  const { reason: why, message } = reason as { reason?: string; message?: string };
  return { errors: [{ message: why || message || 'The connection was lost.' }] };
}

/**
 * The answers to a subscription, over a socket of its own: who watches may change with each. `authorization` is asked
 * whenever the socket is opened, also after it was lost.
 */
export function watch(
  operation: Operation,
  authorization: () => Promise<string | null>,
): AsyncIterableIterator<GraphQLAnswer> {
  const client = createClient({
    url: address(),
    connectionParams: async () => {
      const current = await authorization();
      return current ? { authorization: current } : {};
    },
  });
  const answers = client.iterate<Record<string, unknown>>(operation as never);
  const over: AsyncIterableIterator<GraphQLAnswer> = {
    async next() {
      try {
        return (await answers.next()) as IteratorResult<GraphQLAnswer>;
      } catch (error) {
        return { done: false, value: errorsIn(error) };
      }
    },
    async return() {
      await client.dispose();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => over,
  };
  return over;
}
