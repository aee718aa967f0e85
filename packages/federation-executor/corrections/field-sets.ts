import {
  type ConstDirectiveNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  stripIgnoredCharacters,
} from 'graphql';

/** An argument of a directive in a supergraph that is text or the name of a graph. */
export function argumentOf(directive: ConstDirectiveNode, name: string): string | null {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : null;
}

/** Reads a set of fields, such as `id seller { id }`. */
export const parseFieldSet = (fields: string): SelectionSetNode =>
  (parse(`{ ${fields} }`, { noLocation: true }).definitions[0] as OperationDefinitionNode).selectionSet;

/** Writes a set of fields without the braces around it. */
export const printFieldSet = (set: SelectionSetNode): string => stripIgnoredCharacters(print(set)).slice(1, -1);
