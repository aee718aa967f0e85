import { ApolloGateway } from '@apollo/gateway';
import type { Logger } from '@soko/log';
import type { SubgraphTransport } from '@soko/subgraph';
import { turnApolloTelemetryOff } from '../env.ts';
import type { Metrics } from '../metrics.ts';
import { apolloLogger } from './apollo-logger.ts';
import { answerOnce } from './answer-once.ts';
import { createDataSource } from './transport-data-source.ts';

/** A subgraph as the supergraph names it. */
export interface SubgraphAddress {
  name: string;
  url?: string | undefined;
}

/** How a subgraph is reached: a function call, or signed HTTP. Called once per subgraph and supergraph. */
export type TransportFor = (subgraph: SubgraphAddress) => SubgraphTransport;

/**
 * The only place that knows how operations are executed: plans by `@apollo/gateway`, fetches over our transports.
 * `ApolloServer` loads it when it starts, and throws when the supergraph is not good.
 */
export function createGateway(options: {
  supergraphSdl: string;
  transportFor: TransportFor;
  metrics: Metrics;
  log: Logger;
}): ApolloGateway {
  const { supergraphSdl, transportFor, metrics, log } = options;
  turnApolloTelemetryOff();
  return new ApolloGateway({
    supergraphSdl,
    logger: apolloLogger(log),
    // On by default outside production, it shows plans and the names of subgraphs to whoever sends a header.
    __exposeQueryPlanExperimental: false,
    experimental_didResolveQueryPlan: ({ queryPlan }) => answerOnce(queryPlan),
    buildService: ({ name, url }) =>
      createDataSource({ subgraph: name, transport: transportFor({ name, url }), metrics, log }),
  });
}
