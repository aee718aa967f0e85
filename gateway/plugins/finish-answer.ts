import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { ErrorCode } from '@soko/errors';
import type { Logger } from '@soko/log';
import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { httpStatusOf } from '../errors/http-status.ts';
import { maskError } from '../errors/mask-error.ts';

type Answering = GraphQLRequestContextWillSendResponse<GatewayContext>;

/** A client that reports a fault can name it: the id is in the logs beside the cause. */
const withRequestId = (error: GraphQLFormattedError, requestId: string): GraphQLFormattedError =>
  error.extensions?.['code'] === 'INTERNAL_SERVER_ERROR'
    ? { ...error, extensions: { ...error.extensions, requestId } }
    : error;

/**
 * `application/json` clients expect 200 for every well-formed request; those that ask for
 * `application/graphql-response+json` learn from the status that there is no data.
 * https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
 */
function statusOf({ request, source, response }: Answering, errors: readonly GraphQLFormattedError[]): number {
  const code = errors[0]?.extensions?.['code'] as ErrorCode;
  const isMalformed = source === undefined || response.http.status === 405;
  if (isMalformed) return response.http.status ?? 400;
  if (code === 'INTERNAL_SERVER_ERROR') return httpStatusOf(code);
  const accepts = request.http?.headers.get('accept') ?? '';
  return accepts.includes('application/graphql-response+json') ? httpStatusOf(code) : 200;
}

/**
 * The last hand on an answer: faults get the request id, an answer that breaks its own schema says so as an error
 * (`@apollo/gateway` would hide it in an extension), and one without data gets its status.
 */
export const finishAnswer = (log: Logger): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart() {
    return {
      async willSendResponse(answering) {
        const { response, contextValue } = answering;
        if (response.body.kind !== 'single') return;
        const { requestId } = contextValue.identity;
        const { singleResult: result } = response.body;
        const broken = result.extensions?.['valueCompletion'] as GraphQLFormattedError[] | undefined;
        delete result.extensions;
        if (broken)
          log.error({ requestId, broken: broken.map(({ message }) => message) }, 'an answer breaks the schema');
        const errors = [
          ...(result.errors ?? []),
          ...(broken ?? []).map((error) => maskError({ ...error, extensions: {} }, error)),
        ];
        if (errors.length > 0) result.errors = errors.map((error) => withRequestId(error, requestId));
        if (errors.length > 0 && result.data === undefined) response.http.status = statusOf(answering, errors);
      },
    };
  },
});
