import { badUserInput } from '@soko/errors';
import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/**
 * The one field that a subscription asks of the root; a validation rule of graphql-js has seen to it that there is only
 * one. It may not depend on a variable: whether there is a subscription at all would.
 */
export function rootFieldOf(document: DocumentNode, operation: OperationDefinitionNode): string {
  const conditional = (node: { directives?: FieldNode['directives'] }): boolean =>
    (node.directives ?? []).some(({ name }) => name.value === 'skip' || name.value === 'include');

  const fieldIn = ({ selections }: SelectionSetNode): FieldNode | undefined => {
    for (const node of selections) {
      if (conditional(node)) throw badUserInput('The field of a subscription cannot be skipped or included.', 'query');
      if (node.kind === Kind.FIELD) return node;
      const inner = node.kind === Kind.INLINE_FRAGMENT ? node : fragmentNamed(node.name.value);
      const found = inner && fieldIn(inner.selectionSet);
      if (found) return found;
    }
    return undefined;
  };
  const fragmentNamed = (name: string) =>
    document.definitions.find((node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name) as
      { selectionSet: SelectionSetNode } | undefined;

  const field = fieldIn(operation.selectionSet);
  if (!field) throw badUserInput('A subscription asks for one field.', 'query');
  return field.name.value;
}
