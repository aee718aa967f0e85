import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import { type ErrorCode, httpStatusOf } from '@soko/errors';
import type { Logger } from '@soko/log';
import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { maskError } from '../errors/mask-error.ts';

type Responding = GraphQLRequestContextWillSendResponse<GatewayContext>;

/** Adds the request id to a fault: the logs have the same id with the cause. */
const withRequestId = (error: GraphQLFormattedError, requestId: string): GraphQLFormattedError =>
  error.extensions?.['code'] === 'INTERNAL_SERVER_ERROR'
    ? { ...error, extensions: { ...error.extensions, requestId } }
    : error;

/**
 * Clients of `application/json` get 200 for every well-formed request, but for faults and limits. For clients of
 * `application/graphql-response+json` the status says that there is no data.
 * https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
 */
function statusOf({ request, source, response }: Responding, errors: readonly GraphQLFormattedError[]): number {
  const code = errors[0]?.extensions?.['code'] as ErrorCode;
  const isMalformed = source === undefined || response.http.status === 405;
  if (isMalformed) return response.http.status ?? 400;
  if (code === 'INTERNAL_SERVER_ERROR' || code === 'RATE_LIMITED') return httpStatusOf(code);
  const accepts = request.http?.headers.get('accept') ?? '';
  return accepts.includes('application/graphql-response+json') ? httpStatusOf(code) : 200;
}

/**
 * Completes a response: faults get the request id, a result that does not fit the schema becomes an error
 * (`@apollo/gateway` hides it in an extension), and a response without data gets its HTTP status.
 */
export const finishResponse = (log: Logger): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart() {
    return {
      async willSendResponse(responding) {
        const { response, contextValue } = responding;
        if (response.body.kind !== 'single') return;
        const { requestId } = contextValue.identity;
        const { singleResult: result } = response.body;
        const broken = result.extensions?.['valueCompletion'] as GraphQLFormattedError[] | undefined;
        const plan = result.extensions?.['queryPlan'];
        delete result.extensions;
        const { cost } = contextValue;
        // Clients ask for it by `extensions: { "cost": true }`.
        const isCostShown = responding.request.extensions?.['cost'] === true && cost !== undefined;
        if (plan !== undefined || isCostShown)
          result.extensions = { ...(plan === undefined ? {} : { queryPlan: plan }), ...(isCostShown ? { cost } : {}) };
        if (broken)
          log.error({ requestId, broken: broken.map(({ message }) => message) }, 'a result does not fit the schema');
        const errors = [
          ...(result.errors ?? []),
          ...(broken ?? []).map((error) => maskError({ ...error, extensions: {} }, error)),
        ];
        if (errors.length > 0) result.errors = errors.map((error) => withRequestId(error, requestId));
        if (errors.length === 0 || result.data !== undefined) return;
        response.http.status = statusOf(responding, errors);
        const retryAfter = errors[0]?.extensions?.['retryAfter'];
        if (typeof retryAfter === 'number') response.http.headers.set('retry-after', String(retryAfter));
      },
    };
  },
});
