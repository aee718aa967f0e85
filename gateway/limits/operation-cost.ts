import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  isObjectType,
  isInterfaceType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** Items that a list without `first` or `last` is assumed to have. */
const assumedListSize = 10;

/** Items of a page without `first` and `last`. */
const defaultPageSize = 20;

/** This many scalars cost as much as one object: a scalar needs no look-up. */
const leavesPerObject = 10;

const pageArguments = ['first', 'last'];

/**
 * The size of the largest possible result of an operation, in objects. The size of a page multiplies the cost of the
 * selections below it, so nested pages multiply each other; aliases and fragments count each time they are used. The
 * operation must be valid. `variables` are those that the client sent.
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const fragments = new Map(
    document.definitions.flatMap((node): [string, FragmentDefinitionNode][] =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );
  const sizeOf = createSizeReader(operation, variables);
  const measured = new Map<string, number>();

  const ofFragment = (name: string, pageSize: number | null): number => {
    const key = `${name} ${pageSize}`;
    const known = measured.get(key);
    if (known !== undefined) return known;
    measured.set(key, 0);
    const fragment = fragments.get(name);
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    const cost = type ? ofSet(fragment.selectionSet, type, pageSize) : 0;
    measured.set(key, cost);
    return cost;
  };

  const ofField = (node: FieldNode, field: GraphQLField<unknown, unknown>, pageSize: number | null): number => {
    const ownSize = sizeOf(node, field);
    const count = isListType(getNullableType(field.type)) ? (ownSize ?? pageSize ?? assumedListSize) : 1;
    const type = getNamedType(field.type);
    if (!isCompositeType(type) || !node.selectionSet) return count;
    return count * (leavesPerObject + ofSet(node.selectionSet, type, ownSize));
  };

  const ofSet = ({ selections }: SelectionSetNode, type: GraphQLNamedType, pageSize: number | null): number => {
    let cost = 0;
    for (const node of selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        cost += ofFragment(node.name.value, pageSize);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        const narrowed = node.typeCondition && schema.getType(node.typeCondition.name.value);
        cost += ofSet(node.selectionSet, narrowed ?? type, pageSize);
      } else {
        const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
        // Introspection and `__typename` have no field here; introspection has its own limit in graphql-js.
        cost += field ? ofField(node, field, pageSize) : 1;
      }
    }
    return cost;
  };

  const root = schema.getRootType(operation.operation);
  return root ? Math.ceil(ofSet(operation.selectionSet, root, null) / leavesPerObject) : 0;
}

/** Reads the page size of a field; null for fields without pages. */
function createSizeReader(operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>) {
  const defaults = new Map(
    (operation.variableDefinitions ?? []).map(({ variable, defaultValue }) => [variable.name.value, defaultValue]),
  );
  const numberIn = (node: { kind: string; value?: unknown; name?: { value: string } } | undefined): number | null => {
    if (node?.kind === Kind.INT) return Number(node.value);
    if (node?.kind !== Kind.VARIABLE || node.name === undefined) return null;
    const given = variables[node.name.value];
    return given === undefined ? numberIn(defaults.get(node.name.value)) : toNumber(given);
  };

  return (node: FieldNode, field: GraphQLField<unknown, unknown>): number | null => {
    if (!field.args.some(({ name }) => pageArguments.includes(name))) return null;
    const sizes = (node.arguments ?? [])
      .filter(({ name }) => pageArguments.includes(name.value))
      .map(({ value }) => numberIn(value as never))
      .filter((size) => size !== null);
    return sizes.length > 0 ? Math.max(0, ...sizes) : defaultPageSize;
  };
}

const toNumber = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
