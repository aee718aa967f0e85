import { type CompositeType, type FieldSelection, isSubtype, type SelectionSet } from '@apollo/federation-internals';
import type { Choice, Conditions } from './conditions.ts';

/** A selected field, and the type to whose selection it belongs. */
export interface Selected {
  selection: FieldSelection;
  parentType: CompositeType;
}

/** The selections of an object, and the type by which they are read when the data does not name one. */
export interface Place {
  sets: readonly SelectionSet[];
  parentType: CompositeType;
}

/**
 * The fields that are selected of an object, by their names in the answer and in its order. `typename` is the type that
 * the data names, null when it names none.
 */
export function collectFields(
  { sets, parentType }: Place,
  typename: CompositeType | null,
  { isIncluded }: Conditions,
  choice: Choice,
): ReadonlyMap<string, readonly Selected[]> {
  const fields = new Map<string, Selected[]>();

  const addField = (selection: FieldSelection, parentType: CompositeType): void => {
    const name = selection.element.responseName();
    const others = fields.get(name);
    if (others) others.push({ selection, parentType });
    else fields.set(name, [{ selection, parentType }]);
  };

  const collect = (set: SelectionSet, parentType: CompositeType): void => {
    for (const selection of set.selections()) {
      if (!isIncluded(selection.element, choice)) continue;
      if (selection.kind === 'FieldSelection') {
        addField(selection, parentType);
        continue;
      }
      const { typeCondition } = selection.element;
      if (typeCondition && !isSubtype(typeCondition, typename ?? parentType)) continue;
      // Without a name in the data, fragments in this one are read by its type, as the stock executor does.
      collect(selection.selectionSet, typeCondition ?? parentType);
    }
  };

  for (const set of sets) collect(set, parentType);
  return fields;
}
