import { createHash } from 'node:crypto';
import type { ApolloGateway } from '@apollo/gateway';
import { print } from 'graphql';
import { withNulls } from '../authorization/leave-out-refused.ts';
import type { GatewayContext } from '../context.ts';

/** Executes what is left of an operation from which refused fields were left out, and reports these beside the result. */
export function answerTheRest(gateway: ApolloGateway): void {
  const execute = gateway.executor;
  gateway.executor = async (request) => {
    const { rest } = request.context as GatewayContext;
    if (!rest) return execute(request);
    const { document, errors } = rest;
    // Its own plan: another viewer may select everything in the same text.
    const queryHash = createHash('sha256').update(print(document)).digest('hex');
    const result = await execute({ ...request, document, queryHash });
    if (result.data == null) return result;
    return {
      ...result,
      data: withNulls(result.data) as typeof result.data,
      errors: [...errors, ...(result.errors ?? [])],
    };
  };
}
