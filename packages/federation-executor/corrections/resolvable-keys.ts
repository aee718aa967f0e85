import { type ConstDirectiveNode, Kind } from 'graphql';
import { argumentOf } from './field-sets.ts';

const isJoined = ({ name }: ConstDirectiveNode): boolean => name.value === 'join__type';

const isResolvable = ({ arguments: given = [] }: ConstDirectiveNode): boolean =>
  !given.some(({ name, value }) => name.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value);

/**
 * Puts the keys of a type with which a subgraph resolves it before those with which it does not. The planner comes back to
 * a subgraph by the first of its keys, whatever that one says.
 */
export function resolvableKeysFirst(directives: readonly ConstDirectiveNode[]): readonly ConstDirectiveNode[] {
  if (directives.every((directive) => !isJoined(directive) || isResolvable(directive))) return directives;
  const joined = directives.filter(isJoined);
  const sorted = [...joined.filter(isResolvable), ...joined.filter((directive) => !isResolvable(directive))];
  const next = (graph: string | null): ConstDirectiveNode => {
    const at = sorted.findIndex((directive) => argumentOf(directive, 'graph') === graph);
    return sorted.splice(at, 1)[0]!;
  };
  // The places of a graph stay with it: the order of graphs has a meaning for the planner.
  return directives.map((directive) => (isJoined(directive) ? next(argumentOf(directive, 'graph')) : directive));
}
