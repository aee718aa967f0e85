/**
 * Everything that is private in `@apollo/gateway`, whose version is pinned in package.json. No other file of the package
 * depends on it. `test/as-stock.spec.ts` shows after an upgrade whether answers are still those of the stock executor.
 */
import type { ApolloGateway, GatewayConfig, GraphQLDataSource } from '@apollo/gateway';
import { type Operation, operationFromDocument, type Schema } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';

export { applyRewrites, isObjectOfType } from '@apollo/gateway/dist/dataRewrites.js';
export { computeResponse } from '@apollo/gateway/dist/resultShaping.js';
export { deepMerge } from '@apollo/gateway/dist/utilities/deepMerge.js';

type Resolved = Parameters<NonNullable<GatewayConfig['experimental_didResolveQueryPlan']>>[0];

export type QueryPlan = Resolved['queryPlan'];
export type OperationContext = Resolved['operationContext'];
export type Executor = ApolloGateway['executor'];
export type RequestContext = Parameters<Executor>[0];
export type ExecutionResult = Awaited<ReturnType<Executor>>;
export type PlanNode = Exclude<NonNullable<QueryPlan['node']>, { kind: 'Subscription' }>;
export type FetchNode = Extract<PlanNode, { kind: 'Fetch' }>;
export type ConditionNode = Extract<PlanNode, { kind: 'Condition' }>;
export type RequiredSelection = NonNullable<FetchNode['requires']>[number];
export type ResponsePath = Extract<PlanNode, { kind: 'Flatten' }>['path'];
export type DataSource = GraphQLDataSource;

/** Makes plans. A gateway gets a new one with each schema. */
export interface QueryPlanner {
  buildQueryPlan(operation: Operation, options?: object): QueryPlan;
}

/** The parts of `ApolloGateway` that the executor reads. */
export interface GatewayParts {
  queryPlanner?: QueryPlanner;
  /** The schema as clients see it, of graphql-js and of the planner. */
  schema?: GraphQLSchema;
  apiSchema?: Schema;
  supergraphSchema?: GraphQLSchema;
  queryPlanStore: { get(key: string): Promise<QueryPlan | undefined> };
  serviceMap: Record<string, { dataSource: DataSource }>;
  experimental_didResolveQueryPlan?: (options: Resolved) => void;
  config: { debug?: boolean; __exposeQueryPlanExperimental?: boolean };
}

export const partsOf = (gateway: ApolloGateway): GatewayParts => gateway as unknown as GatewayParts;

/** The operation as the stock executor reads it for each request. */
export function readOperation(apiSchema: Schema, { operation, fragments }: OperationContext): Operation {
  const definitions = [operation, ...Object.values(fragments)];
  return operationFromDocument(apiSchema, { kind: 'Document' as never, definitions }, { validate: false });
}
