import type { ApolloServerPlugin } from '@apollo/server';
import { badUserInput } from '@soko/errors';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { GatewayContext } from '../context.ts';
import { withDefaults } from '../authorization/is-included.ts';
import { createPageSizes, type PageSize } from './page-arguments.ts';
import type { Costs } from './read-costs.ts';

/** A field of an operation that has arguments. */
interface Asked {
  node: FieldNode;
  place: string;
  field: GraphQLField<unknown, unknown>;
  /** It changes something: `first` within its input may be no size of a page. */
  isChange: boolean;
}

/** The fields with arguments of an operation and its fragments, and of no other operation of the document. */
function findAsked(schema: GraphQLSchema, document: DocumentNode, { name }: OperationDefinitionNode): Asked[] {
  const found: Asked[] = [];
  const types = new TypeInfo(schema);
  const executed = separateOperations(document)[name?.value ?? ''] ?? document;
  visit(
    executed,
    visitWithTypeInfo(types, {
      Field(node) {
        const [parent, field] = [types.getParentType(), types.getFieldDef()];
        if (!parent || !field || !node.arguments?.length) return;
        found.push({
          node,
          place: `${parent.name}.${field.name}`,
          field,
          isChange: parent === schema.getMutationType(),
        });
      },
    }),
  );
  return found;
}

/** Refuses pages of more than `limit` items before anything is planned. The fields of an operation are found once. */
export function limitPageSizes(limit: number, costs: Costs): ApolloServerPlugin<GatewayContext> {
  const known = new WeakMap<OperationDefinitionNode, Asked[]>();
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request }) {
          if (!operation) return;
          const all = known.get(operation) ?? findAsked(schema, document, operation);
          known.set(operation, all);
          const pageSizes = createPageSizes(costs, withDefaults(operation, request.variables ?? {}));
          for (const { node, place, field, isChange } of all) {
            const isTooLarge = (each: PageSize): boolean =>
              each.size > limit && !(isChange && each.place.includes('.') && !costs.lists.has(place));
            const found = pageSizes(node, place, field)?.find(isTooLarge);
            if (found)
              throw badUserInput(
                `A page of ${field.name} may have at most ${limit} items (${found.place}).`,
                found.place,
              );
          }
        },
      };
    },
  };
}
