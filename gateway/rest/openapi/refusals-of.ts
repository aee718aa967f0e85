import { getNamedType, type GraphQLObjectType, type GraphQLSchema, isUnionType } from 'graphql';
import type { FieldNode } from 'graphql';
import type { CompiledRoute } from '../compile-route.ts';

/** A refusal of a command: its code follows from the name of its type, as in `@soko/refusals`. */
export interface Refusal {
  code: string;
  description: string;
}

const codeOf = (name: string): string => name.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '_').toUpperCase();

const isRefusal = (type: GraphQLObjectType): boolean => type.getInterfaces().some(({ name }) => name === 'UserError');

/** The refusals of a route's command. */
export function refusalsOf(route: CompiledRoute, schema: GraphQLSchema): Refusal[] {
  const [root] = route.node.selectionSet.selections as readonly FieldNode[];
  const type = getNamedType(schema.getRootType(route.node.operation)!.getFields()[root!.name.value]!.type);
  if (!isUnionType(type)) return [];
  return type
    .getTypes()
    .filter(isRefusal)
    .map(({ name, description }) => ({ code: codeOf(name), description: (description ?? '').replaceAll('\n', ' ') }));
}
