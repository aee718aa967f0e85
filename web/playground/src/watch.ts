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
  const resuming = { ...operation, extensions: { resumeFrom: undefined as string | undefined } };
  const client = createClient({
    url: address(),
    retryAttempts: Infinity,
    shouldRetry: () => true,
    connectionParams: async () => {
      const current = await authorization();
      return current ? { authorization: current } : {};
    },
  });
  // The client sends the same object again when it reconnects, with the cursor of the last message.
  const answers = client.iterate<Record<string, unknown>>(resuming as never);
  const withoutCursor = ({ extensions = {}, ...answer }: GraphQLAnswer): GraphQLAnswer => {
    const { cursor, ...others } = extensions;
    if (typeof cursor === 'string') resuming.extensions.resumeFrom = cursor;
    return Object.keys(others).length > 0 ? { ...answer, extensions: others } : answer;
  };
  const over: AsyncIterableIterator<GraphQLAnswer> = {
    async next() {
      try {
        const next = (await answers.next()) as IteratorResult<GraphQLAnswer>;
        return next.done ? next : { done: false, value: withoutCursor(next.value) };
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
