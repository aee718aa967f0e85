import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type AccessRule, type AccessRules, notForKeys } from './access-rules.ts';
import { isIncluded, type Variables, withDefaults } from './is-included.ts';

/** A rule that applies to an operation, and the path of the first field it applies to, with the client's aliases. */
export interface Demand {
  rule: AccessRule;
  path: readonly string[];
}

export type DemandReader = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
) => readonly Demand[];

/** The rules that apply to the field `fieldName` of `parent`. */
type FieldRules = (parent: GraphQLCompositeType, fieldName: string) => readonly AccessRule[];

/** The type of a field without lists and `!`; undefined for `__typename`. */
export const typeOfField = (parent: GraphQLCompositeType, fieldName: string): GraphQLNamedType | undefined => {
  const type = isUnionType(parent) ? undefined : parent.getFields()[fieldName]?.type;
  return type && getNamedType(type);
};

/**
 * An interface field may return any of the interface's types, so the rules of all of them apply; a fragment on one type
 * narrows this. The rule of a type applies to each of its fields and to each field that returns it.
 */
export function createFieldRules(schema: GraphQLSchema, rules: AccessRules): FieldRules {
  const known = new Map<string, readonly AccessRule[]>();

  const read = (parent: GraphQLCompositeType, fieldName: string): readonly AccessRule[] => {
    const isTypename = fieldName === '__typename';
    const possible = isAbstractType(parent) && !isTypename ? schema.getPossibleTypes(parent) : [];
    const holders = isAbstractType(parent) && isTypename ? [] : [parent, ...possible];
    const type = typeOfField(parent, fieldName);
    const names = holders.flatMap((holder) => [holder.name, `${holder.name}.${fieldName}`]);
    if (type && !isAbstractType(type)) names.push(type.name);
    const found = [...new Set(names.flatMap((name) => rules.get(name) ?? []))];
    const isAction = !isTypename && (parent === schema.getMutationType() || parent === schema.getSubscriptionType());
    return isAction && !rules.has(`${parent.name}.${fieldName}`) ? [notForKeys, ...found] : found;
  };

  return (parent, fieldName) => {
    const name = `${parent.name}.${fieldName}`;
    const found = known.get(name) ?? read(parent, fieldName);
    known.set(name, found);
    return found;
  };
}

const hasConditions = (document: DocumentNode): boolean => {
  const inSelections = ({ selections }: SelectionSetNode): boolean => selections.some(inSelection);
  const inSelection = (selection: SelectionNode): boolean =>
    (selection.directives ?? []).length > 0 ||
    (selection.kind !== Kind.FRAGMENT_SPREAD &&
      selection.selectionSet !== undefined &&
      inSelections(selection.selectionSet));
  return document.definitions.some(
    (definition) => 'selectionSet' in definition && inSelections(definition.selectionSet),
  );
};

export const fragmentsOf = (document: DocumentNode): Map<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );

function collectDemands(
  schema: GraphQLSchema,
  rulesOf: FieldRules,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): Demand[] {
  const found = new Map<AccessRule, readonly string[]>();
  const fragments = fragmentsOf(document);
  // The rules inside a fragment are the same wherever it is spread, so each fragment is visited once.
  const visited = new Set<string>();

  const visitField = (field: FieldNode, parent: GraphQLCompositeType, parentPath: readonly string[]): void => {
    const path = [...parentPath, field.alias?.value ?? field.name.value];
    for (const rule of rulesOf(parent, field.name.value)) if (!found.has(rule)) found.set(rule, path);
    const type = typeOfField(parent, field.name.value);
    if (field.selectionSet && isCompositeType(type)) visitAll(field.selectionSet, type, path);
  };

  const visitFragment = (name: string, path: readonly string[]): void => {
    const fragment = fragments.get(name);
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    if (visited.has(name) || !fragment || !isCompositeType(type)) return;
    visited.add(name);
    visitAll(fragment.selectionSet, type, path);
  };

  const visitAll = (set: SelectionSetNode, parent: GraphQLCompositeType, path: readonly string[]): void => {
    for (const selection of set.selections.filter((node) => isIncluded(node, variables))) {
      if (selection.kind === Kind.FIELD) visitField(selection, parent, path);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) visitFragment(selection.name.value, path);
      else {
        const narrowed = selection.typeCondition && schema.getType(selection.typeCondition.name.value);
        visitAll(selection.selectionSet, isCompositeType(narrowed) ? narrowed : parent, path);
      }
    }
  };

  const root = schema.getRootType(operation.operation);
  if (root) visitAll(operation.selectionSet, root, []);
  return [...found].map(([rule, path]) => ({ rule, path }));
}

/**
 * Reads the rules that apply to operations on `schema`. Apollo Server caches parsed documents, so the result is cached by
 * the operation's object, unless `@skip` and `@include` make it depend on the variables.
 */
export function createDemandReader(schema: GraphQLSchema, rules: AccessRules): DemandReader {
  const rulesOf = createFieldRules(schema, rules);
  const remembered = new WeakMap<OperationDefinitionNode, readonly Demand[]>();

  return (document, operation, sent) => {
    const known = remembered.get(operation);
    if (known) return known;
    const demands = collectDemands(schema, rulesOf, document, operation, withDefaults(operation, sent));
    if (!hasConditions(document)) remembered.set(operation, demands);
    return demands;
  };
}
