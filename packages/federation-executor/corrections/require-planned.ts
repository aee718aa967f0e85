import { type Operation, type Selection, type SelectionSet, Variable } from '@apollo/federation-internals';
import { type DocumentNode, GraphQLError, Kind, parse, type SelectionSetNode } from 'graphql';
import type { FetchNode, QueryPlan } from '../apollo-internals.ts';

/** What the fetches of a plan select, by the names in the answer. */
interface Selected {
  fields: Map<string, Selected>;
}

type AnyNode = NonNullable<QueryPlan['node']>;

const none = (): Selected => ({ fields: new Map() });

function enter({ fields }: Selected, name: string): Selected {
  const known = fields.get(name) ?? none();
  fields.set(name, known);
  return known;
}

/** Adds the selections of one fetch. */
function addFetch({ operation, requires, outputRewrites = [] }: FetchNode, at: Selected): void {
  const { definitions }: DocumentNode = parse(operation, { noLocation: true });
  const fragments = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  // Fields of one name and different types are asked for under other names.
  const names = new Map(
    outputRewrites.flatMap((rewrite) =>
      rewrite.kind === 'KeyRenamer' ? [[String(rewrite.path.at(-1)), rewrite.renameKeyTo] as const] : [],
    ),
  );
  const addSet = ({ selections }: SelectionSetNode, to: Selected): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const selected = enter(to, names.get(name) ?? name);
        if (selection.selectionSet) addSet(selection.selectionSet, selected);
      } else {
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
        addSet(fragment.selectionSet, to);
      }
    }
  };
  for (const node of definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    const [first] = node.selectionSet.selections;
    addSet(requires && first?.kind === Kind.FIELD ? first.selectionSet! : node.selectionSet, at);
  }
}

function addNode(node: AnyNode | undefined, at: Selected): void {
  switch (node?.kind) {
    case 'Fetch':
      addFetch(node, at);
      break;
    case 'Sequence':
    case 'Parallel':
      for (const each of node.nodes) addNode(each, at);
      break;
    case 'Flatten':
      addNode(
        node.node,
        node.path.reduce<Selected>((to, name) => (name === '@' ? to : enter(to, String(name))), at),
      );
      break;
    case 'Condition':
      addNode(node.ifClause, at);
      addNode(node.elseClause, at);
      break;
    case 'Subscription':
      addNode(node.primary, at);
      addNode(node.rest, at);
      break;
    default:
  }
}

/** What variables must be for a selection to be in the answer. */
type Conditions = ReadonlyMap<string, boolean>;

/** The conditions together with those of a selection; null when they exclude each other. */
function within({ element }: Selection, conditions: Conditions): Conditions | null {
  const all = new Map(conditions);
  for (const directive of element.appliedDirectives) {
    if (directive.name !== 'skip' && directive.name !== 'include') continue;
    const value: unknown = (directive.arguments() as { if?: unknown }).if;
    const needed = directive.name === 'include';
    const known = value instanceof Variable ? all.get(value.name) : value;
    if (known !== undefined && known !== needed) return null;
    if (value instanceof Variable) all.set(value.name, needed);
  }
  return all;
}

/** The planner leaves out a field of which nothing can ever be selected. */
function canBeSelected(selection: Selection, conditions: Conditions): boolean {
  const all = within(selection, conditions);
  if (all === null) return false;
  const nested = selection.selectionSet?.selections();
  return nested === undefined || nested.some((each) => canBeSelected(each, all));
}

/**
 * Throws when no fetch of a plan selects a field of the operation: the planner drops what it finds no way to, without a
 * word, and the client would get null. A fragment on a narrower type is not looked into, since there may be no object
 * of that type.
 */
export function requirePlanned(operation: Operation, plan: QueryPlan): void {
  const selected = none();
  addNode(plan.node, selected);
  const visit = (set: SelectionSet, at: Selected, conditions: Conditions): void => {
    for (const selection of set.selections()) {
      if (!canBeSelected(selection, conditions)) continue;
      const all = within(selection, conditions)!;
      if (selection.kind === 'FragmentSelection') {
        const { typeCondition } = selection.element;
        if (!typeCondition || typeCondition === set.parentType) visit(selection.selectionSet, at, all);
        continue;
      }
      const { name } = selection.element;
      if (name.startsWith('__')) continue;
      const found = at.fields.get(selection.element.responseName());
      if (!found) throw new GraphQLError(`There is no way to fetch ${set.parentType.name}.${name}.`);
      if (selection.selectionSet) visit(selection.selectionSet, found, all);
    }
  };
  if (plan.node?.kind !== 'Defer') visit(operation.selectionSet, selected, new Map());
}
