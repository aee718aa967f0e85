import { badUserInput } from '@soko/errors';
import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/**
 * The root field of a subscription; a validation rule of graphql-js ensures that there is only one. It must not have `@skip`
 * or `@include`, because the subscription might then select nothing. Each fragment is visited once, so that documents
 * that are not validated yet cannot cause a loop.
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
        throw badUserInput('The root field of a subscription must not have @skip or @include.', 'query');
      }
      if (node.kind === Kind.FIELD) return [node];
      if (node.kind === Kind.INLINE_FRAGMENT) return fieldsIn(node.selectionSet);
      const fragment = fragments.get(node.name.value);
      fragments.delete(node.name.value);
      return fragment ? fieldsIn(fragment) : [];
    });

  const [field] = fieldsIn(operation.selectionSet);
  if (!field) throw badUserInput('A subscription must select one field.', 'query');
  return field.name.value;
}

const isConditional = ({ directives = [] }: { directives?: FieldNode['directives'] }): boolean =>
  directives.some(({ name }) => name.value === 'skip' || name.value === 'include');
