import type { FieldNode, OperationDefinitionNode, SelectionSetNode, ValidationContext } from 'graphql';
import { Kind } from 'graphql';

/** How a number is made of an operation's selections. */
export interface Measure {
  /** `inner` measures what is selected below the field, if asked. */
  ofField(field: FieldNode, inner: () => number): number;
  combine(one: number, other: number): number;
}

/**
 * Measures an operation as if its fragments were written out. Each fragment is measured once, however often it is
 * spread, so that the measuring itself cannot be made expensive. A fragment within itself counts nothing: graphql-js
 * has a rule of its own against that.
 */
export function measureOperation(
  context: ValidationContext,
  operation: OperationDefinitionNode,
  measure: Measure,
): number {
  const ofFragments = new Map<string, number>();

  const ofFragment = (name: string): number => {
    const known = ofFragments.get(name);
    if (known !== undefined) return known;
    ofFragments.set(name, 0);
    const fragment = context.getFragment(name);
    const measured = fragment ? ofSet(fragment.selectionSet) : 0;
    ofFragments.set(name, measured);
    return measured;
  };

  const ofSet = ({ selections }: SelectionSetNode): number =>
    selections
      .map((node) => {
        if (node.kind === Kind.FRAGMENT_SPREAD) return ofFragment(node.name.value);
        if (node.kind === Kind.INLINE_FRAGMENT) return ofSet(node.selectionSet);
        return measure.ofField(node, () => (node.selectionSet ? ofSet(node.selectionSet) : 0));
      })
      .reduce((one, other) => measure.combine(one, other), 0);

  return ofSet(operation.selectionSet);
}
