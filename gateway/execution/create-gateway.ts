import { ApolloGateway } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { hasRole } from '@soko/auth';
import { compileExecutor, correctPlans, correctSupergraph, shareQueries } from '@soko/federation-executor';
import type { Logger } from '@soko/log';
import type { SubgraphTransport } from '@soko/subgraph';
import type { GatewayContext } from '../context.ts';
import { type GatewayEnv, turnApolloTelemetryOff } from '../env.ts';
import type { Traffic } from '../limits/traffic.ts';
import type { Metrics } from '../metrics.ts';
import type { Subscribing } from '../subscriptions/subgraph-stream.ts';
import { answerTheRest } from './answer-the-rest.ts';
import { apolloLogger } from './apollo-logger.ts';
import { planAhead } from './plan-ahead.ts';
import { createRecentValues } from './recent-values.ts';
import { sequenceSubscription } from './sequence-subscription.ts';
import { createDataSource } from './transport-data-source.ts';

/** A subgraph with its routing URL from the supergraph. */
export interface SubgraphAddress {
  name: string;
  url?: string | undefined;
}

/** Makes the transport to a subgraph: a function call or signed HTTP. Called once per subgraph and supergraph. */
export type TransportFor = (subgraph: SubgraphAddress) => SubgraphTransport;

/** Makes what subscribes at a subgraph that serves its subscriptions itself; null for one that follows events. */
export type SubscribeFor = (subgraph: SubgraphAddress) => Subscribing | null;

/** Everything that a subgraph gets of a request but its ids, on which no answer may depend. */
function senderOf(context: object): string {
  const { requestId: _requestId, correlationId: _correlationId, ...sent } = (context as GatewayContext).identity;
  return JSON.stringify(sent);
}

/**
 * With `planAhead`, the only place that depends on `@apollo/gateway`: it plans and executes operations and fetches over our transports.
 * `ApolloServer` loads it when it starts, and throws for an invalid supergraph.
 */
export function createGateway(options: {
  supergraphSdl: string;
  env: Pick<GatewayEnv, 'GATEWAY_EXECUTOR' | 'NODE_ENV'>;
  transportFor: TransportFor;
  subscribeFor?: SubscribeFor | undefined;
  sharesQueries?: boolean | undefined;
  traffic: Traffic;
  metrics: Metrics;
  log: Logger;
}): ApolloGateway {
  const { supergraphSdl, env, transportFor, subscribeFor, sharesQueries = false, traffic, metrics, log } = options;
  turnApolloTelemetryOff();
  const isCompiled = env.GATEWAY_EXECUTOR === 'compiled';
  const corrected = isCompiled ? correctSupergraph(supergraphSdl) : null;
  const share = shareQueries({ senderOf, onShared: metrics.sharedFetch });
  const gateway = new ApolloGateway({
    supergraphSdl: corrected?.supergraphSdl ?? supergraphSdl,
    logger: apolloLogger(log),
    // Outside production the default is on: any client could then see query plans by sending a header.
    __exposeQueryPlanExperimental: false,
    queryPlannerConfig: { cache: createRecentValues<QueryPlan>() },
    experimental_didResolveQueryPlan: ({ queryPlan }) => sequenceSubscription(queryPlan),
    buildService({ name, url }) {
      const subscribing = subscribeFor?.({ name, url }) ?? null;
      const transport = transportFor({ name, url });
      const source = createDataSource({ subgraph: name, transport, subscribing, metrics, log });
      return sharesQueries ? share(name, source) : source;
    },
  });
  if (isCompiled) compileExecutor(gateway, { onExecution: metrics.execution });
  const isDevelopment = env.NODE_ENV === 'development';
  planAhead(gateway, { traffic, maySeePlan: (viewer) => isDevelopment || hasRole(viewer, 'ADMIN') });
  // Before it is planned ahead: an operation with other aliases has a plan of its own.
  if (corrected) correctPlans(gateway, corrected);
  answerTheRest(gateway);
  return gateway;
}
