import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** True if the query selectsAnyOf one of the fields `names` of the current field, directly or through fragments. */
export function selectsAnyOf(info: GraphQLResolveInfo, ...names: string[]): boolean {
  const selectedIn = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return names.includes(selection.name.value);
      if (selection.kind === Kind.INLINE_FRAGMENT) return selectedIn(selection.selectionSet);
      return selectedIn(info.fragments[selection.name.value]?.selectionSet);
    }) ?? false;
  return info.fieldNodes.some((node) => selectedIn(node.selectionSet));
}

/** True if the query selects `names`, each within the one before, directly or through fragments. */
export function selectsPath(info: GraphQLResolveInfo, ...names: readonly string[]): boolean {
  const selectedIn = (set: SelectionSetNode | undefined, [name, ...rest]: readonly string[]): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT) return selectedIn(selection.selectionSet, [name!, ...rest]);
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        return selectedIn(info.fragments[selection.name.value]?.selectionSet, [name!, ...rest]);
      }
      return selection.name.value === name && (rest.length === 0 || selectedIn(selection.selectionSet, rest));
    }) ?? false;
  return info.fieldNodes.some((node) => selectedIn(node.selectionSet, names));
}
