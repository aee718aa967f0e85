import { createClient } from 'graphql-ws';
import type { GraphQLAnswer, Operation } from './post.ts';

const address = (): string => {
  const url = new URL('/graphql', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
};

/** The reason for the end of a subscription: errors of the operation, or a closed socket. */
function errorsIn(reason: unknown): GraphQLAnswer {
  if (Array.isArray(reason)) return { errors: reason as NonNullable<GraphQLAnswer['errors']> };
  const { reason: why, message } = reason as { reason?: string; message?: string };
  return { errors: [{ message: why || message || 'The connection was lost.' }] };
}

/**
 * The results of a subscription over its own socket, because the viewer may change between subscriptions. `authorization`
 * is called whenever the socket is opened or reopened.
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
