import type { FieldNode, OperationDefinitionNode, SelectionSetNode, ValidationContext } from 'graphql';
import { Kind } from 'graphql';

/** Turns the selections of an operation into a number. */
export interface Measure {
  /** `inner` measures the selections below the field. */
  ofField(field: FieldNode, inner: () => number): number;
  combine(one: number, other: number): number;
}

/**
 * Measures an operation as if its fragments were inlined. Each fragment is measured once, so that measuring stays cheap
 * for any document. A fragment inside itself counts 0: a rule of graphql-js refuses it.
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
