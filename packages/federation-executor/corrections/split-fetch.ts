import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { FetchNode, RequiredSelection } from '../apollo-internals.ts';
import type { CorrectedSupergraph } from './correct-supergraph.ts';
import { isRequiredName, type Needs } from './required-fields.ts';

/** Needs of several fields that one representation can meet: at each place at most one required field. */
type Group = Map<string, string>;

const fits = (needs: Needs, group: Group): boolean =>
  [...needs].every(([place, name]) => !group.has(place) || group.get(place) === name);

function groupsOf(all: readonly Needs[]): { groups: Group[]; groupOf: Map<Needs, Group> } {
  const groups: Group[] = [];
  const groupOf = new Map<Needs, Group>();
  for (const needs of new Set(all)) {
    let group = groups.find((each) => fits(needs, each));
    if (!group) groups.push((group = new Map()));
    for (const [place, name] of needs) group.set(place, name);
    groupOf.set(needs, group);
  }
  return { groups, groupOf };
}

/** What is kept of the selections of an entity. */
function keepFields(
  { selections, ...set }: SelectionSetNode,
  typename: string,
  isKept: (typename: string, field: FieldNode) => boolean,
): SelectionSetNode | null {
  const kept = selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('The fetch of an entity has a named fragment.');
    if (selection.kind === Kind.FIELD) return isKept(typename, selection) ? [selection] : [];
    const on = selection.typeCondition?.name.value ?? typename;
    const nested = keepFields(selection.selectionSet, on, isKept);
    return nested ? [{ ...selection, selectionSet: nested }] : [];
  });
  return kept.length === 0 ? null : { ...set, selections: kept };
}

/** The selections of a representation without the required fields that are for another group. */
function requiresOf(selections: readonly RequiredSelection[], names: ReadonlySet<string>): RequiredSelection[] {
  return selections.flatMap((selection): RequiredSelection[] => {
    if (selection.kind === 'Field' && isRequiredName(selection.name) && !names.has(selection.name)) return [];
    if (!selection.selections) return [selection];
    const nested = requiresOf(selection.selections, names);
    return nested.length === 0 ? [] : [{ ...selection, selections: nested }];
  });
}

function usedVariables(node: SelectionSetNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(node, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}

/** The operation with other selections, and without variables that these do not use. */
function withSelections(document: DocumentNode, operation: OperationDefinitionNode, selectionSet: SelectionSetNode) {
  const used = usedVariables(selectionSet);
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  const definitions = document.definitions.map((node) =>
    node === operation ? { ...operation, selectionSet, variableDefinitions } : node,
  );
  return { text: stripIgnoredCharacters(print({ ...document, definitions })), used };
}

/**
 * Splits a fetch of entities whose fields need one field with different arguments: a representation has room for one value.
 * The fetch itself when there is no such need.
 */
export function splitFetch(fetch: FetchNode, { needs }: CorrectedSupergraph): readonly FetchNode[] {
  if (!fetch.requires) return [fetch];
  const document = parse(fetch.operation, { noLocation: true });
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)!;
  const needsOf = (typename: string, { name }: FieldNode) =>
    needs.get(`${fetch.serviceName}.${typename}.${name.value}`);

  const all: Needs[] = [];
  const [entities] = operation.selectionSet.selections as readonly [FieldNode];
  keepFields(entities.selectionSet!, '_Entity', (typename, field) => {
    const found = needsOf(typename, field);
    if (found) all.push(found);
    return true;
  });
  const { groups, groupOf } = groupsOf(all);
  if (groups.length <= 1) return [fetch];

  return groups.map((group, index): FetchNode => {
    const isKept = (typename: string, field: FieldNode): boolean => {
      const needed = needsOf(typename, field);
      // What needs nothing of that kind is asked for once.
      return needed ? groupOf.get(needed) === group : index === 0;
    };
    const selectionSet = keepFields(entities.selectionSet!, '_Entity', isKept)!;
    const { text, used } = withSelections(document, operation, {
      kind: Kind.SELECTION_SET,
      selections: [{ ...entities, selectionSet }],
    });
    return {
      ...fetch,
      operation: text,
      requires: requiresOf(fetch.requires!, new Set(group.values())),
      variableUsages: (fetch.variableUsages ?? []).filter((name) => used.has(name)),
    };
  });
}
