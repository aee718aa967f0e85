import { badUserInput } from '@soko/errors';
import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/**
 * The one field that a subscription asks of the root; a validation rule of graphql-js sees to it that there is only one. It
 * may not depend on a variable: whether there is a subscription at all would. Each fragment is looked at once, so a
 * document that was not validated can be asked, too.
 */
export function rootFieldOf(document: DocumentNode, operation: OperationDefinitionNode): string {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  );

  const fieldsIn = ({ selections }: SelectionSetNode): FieldNode[] =>
    selections.flatMap((node) => {
      if (isConditional(node)) {
        throw badUserInput('The field of a subscription cannot be skipped or included.', 'query');
      }
      if (node.kind === Kind.FIELD) return [node];
      if (node.kind === Kind.INLINE_FRAGMENT) return fieldsIn(node.selectionSet);
      const fragment = fragments.get(node.name.value);
      fragments.delete(node.name.value);
      return fragment ? fieldsIn(fragment) : [];
    });

  const [field] = fieldsIn(operation.selectionSet);
  if (!field) throw badUserInput('A subscription asks for one field.', 'query');
  return field.name.value;
}

const isConditional = ({ directives = [] }: { directives?: FieldNode['directives'] }): boolean =>
  directives.some(({ name }) => name.value === 'skip' || name.value === 'include');
