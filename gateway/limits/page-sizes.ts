import type { ApolloServerPlugin } from '@apollo/server';
import { badUserInput } from '@soko/errors';
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { Costs } from './read-costs.ts';

/** An argument with the size of a page. */
interface PageSize {
  field: string;
  argument: string;
  value: ValueNode;
}

/** The arguments with sizes of pages: `first` and `last`, or those that `@listSize` names. */
function findPageSizes(schema: GraphQLSchema, document: DocumentNode, { lists }: Costs): PageSize[] {
  const found: PageSize[] = [];
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name, arguments: given = [] }) {
        const slicing = lists.get(`${types.getParentType()?.name}.${name.value}`)?.slicing ?? ['first', 'last'];
        for (const { name: argument, value } of given)
          if (slicing.includes(argument.value)) found.push({ field: name.value, argument: argument.value, value });
      },
    }),
  );
  return found;
}

function numberIn(value: ValueNode, operation: OperationDefinitionNode, variables: Record<string, unknown>): number {
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind !== Kind.VARIABLE) return 0;
  const name = value.name.value;
  const given = variables[name];
  if (given !== undefined) return typeof given === 'number' ? given : 0;
  const fallback = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
  return fallback ? numberIn(fallback, operation, {}) : 0;
}

/** Refuses pages of more than `limit` items before anything is planned. The arguments of a document are found once. */
export function limitPageSizes(limit: number, costs: Costs): ApolloServerPlugin<GatewayContext> {
  const known = new WeakMap<DocumentNode, PageSize[]>();
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request }) {
          if (!operation) return;
          const sizes = known.get(document) ?? findPageSizes(schema, document, costs);
          known.set(document, sizes);
          for (const { field, argument, value } of sizes)
            if (numberIn(value, operation, request.variables ?? {}) > limit)
              throw badUserInput(`A page of ${field} may have at most ${limit} items (${argument}).`, argument);
        },
      };
    },
  };
}
