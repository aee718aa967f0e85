import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** Whether the field that is being resolved is asked for one of the fields `names`, in whatever fragment. */
export function selects(info: GraphQLResolveInfo, ...names: string[]): boolean {
  const within = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === 'Field') return names.includes(selection.name.value);
      if (selection.kind === 'InlineFragment') return within(selection.selectionSet);
      return within(info.fragments[selection.name.value]?.selectionSet);
    }) ?? false;
  return info.fieldNodes.some((node) => within(node.selectionSet));
}
