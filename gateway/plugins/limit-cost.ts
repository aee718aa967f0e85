import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  Kind,
  type OperationDefinitionNode,
  type TypeNode,
} from 'graphql';
import type { GatewayContext } from '../context.ts';
import { operationCost } from '../limits/operation-cost.ts';
import type { Costs } from '../limits/read-costs.ts';
import type { Traffic } from '../limits/traffic.ts';
import { tooComplex } from '../limits/too-complex.ts';

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));

/** Whether a value of the type may be the size of a page, or have one. */
const maySize = (type: GraphQLNamedType | undefined): boolean =>
  !isEnumType(type) && !['String', 'ID', 'Boolean'].includes(String(type?.name));

/** The cost of an operation, calculated once for an operation whose page sizes cannot come from variables. */
function createCostReader(costs: Costs) {
  const known = new WeakMap<OperationDefinitionNode, number>();
  return (
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ): number => {
    const cached = known.get(operation);
    if (cached !== undefined) return cached;
    const cost = operationCost(schema, document, operation, variables, costs);
    const isFixed = !operation.variableDefinitions?.some(
      ({ type }) => costs.weights.size > 0 || maySize(schema.getType(nameOf(type))),
    );
    if (isFixed) known.set(operation, cost);
    return cost;
  };
}

/**
 * Refuses operations whose result may have more than `limit` objects, or whose client has used up its cost of the minute,
 * before they are planned.
 */
export function limitCost(limit: number, traffic: Traffic, costs: Costs): ApolloServerPlugin<GatewayContext> {
  const costOf = createCostReader(costs);
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request, contextValue }) {
          if (!operation) return;
          const cost = costOf(schema, document, operation, request.variables ?? {});
          if (cost > limit) {
            throw tooComplex(
              `The result may have ${cost} objects; at most ${limit} are allowed. Request smaller pages (\`first\`) or nest fewer lists.`,
              operation,
              { cost, limit },
            );
          }
          contextValue.cost = cost;
          // No client asks for the execution of a subscription for an event.
          const { event, received, isRenewal } = contextValue.live ?? {};
          if (!event && !received && !isRenewal) await traffic.takeCost(contextValue.identity, cost);
        },
      };
    },
  };
}
