import {
  getNamedType,
  type GraphQLSchema,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  print,
} from 'graphql';
import type { OperationResult } from '../graph.ts';

const nameOf = (node: OperationDefinitionNode): string => `${node.name!.value}Again`;

/**
 * The command of an operation, of whose result only the id is read. A repeat by its key returns the first result, so that it
 * tells what a command made whose whole answer cannot be read. Null where no result has an id.
 */
export function madeIdOperation(
  node: OperationDefinitionNode,
  schema: GraphQLSchema,
): { query: string; operationName: string } | null {
  const [field] = node.selectionSet.selections;
  if (field?.kind !== Kind.FIELD) return null;
  const type = getNamedType(schema.getMutationType()!.getFields()[field.name.value]!.type);
  const types = isUnionType(type) ? type.getTypes() : isObjectType(type) ? [type] : [];
  const selections = types.filter((each) => 'id' in each.getFields()).map(({ name }) => `... on ${name} { id }`);
  if (selections.length === 0) return null;
  const variables = (node.variableDefinitions ?? []).map((each) => print(each)).join(', ');
  const operationName = nameOf(node);
  const query = `mutation ${operationName}(${variables}) { result: ${field.name.value}(input: $input) { ${selections.join(' ')} } }`;
  return { query, operationName };
}

/** The id in the result of that operation, or null. */
export function readMadeId({ data }: OperationResult): string | null {
  const result = data?.['result'] as { id?: unknown } | null | undefined;
  return typeof result?.id === 'string' ? result.id : null;
}
