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
  valueFromASTUntyped,
} from 'graphql';
import { argumentCost } from './input-cost.ts';
import { withDefaults } from '../authorization/is-included.ts';
import { createPageSizes } from './page-arguments.ts';
import { type Costs, noCosts } from './read-costs.ts';

/** Items that a list without `first` or `last` is assumed to have. */
const assumedListSize = 10;

/** Items of a page without `first` and `last`. */
const defaultPageSize = 20;

/** This many scalars cost as much as one object: a scalar needs no look-up. */
const leavesPerObject = 10;

/** The size of a page, for the lists below it: those that `fields` names, or all. */
interface Page {
  size: number;
  fields: readonly string[] | null;
}

const sizeFor = (page: Page | null, name: string): number | null =>
  page !== null && (page.fields === null || page.fields.includes(name)) ? page.size : null;

/**
 * The size of the largest possible result of an operation, in objects. The size of a page multiplies the cost of the
 * selections below it, so nested pages multiply each other; aliases and fragments count each time they are used. The
 * operation must be valid. `variables` are those that the client sent. A weight of `@cost` takes the place of one object,
 * or of one scalar; those of arguments are added. `@listSize` gives sizes of lists.
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  costs: Costs = noCosts,
): number {
  const hasWeights = costs.weights.size > 0;
  const fragments = new Map(
    document.definitions.flatMap((node): [string, FragmentDefinitionNode][] =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );
  const values = withDefaults(operation, variables);
  const pageSizes = createPageSizes(costs, values);
  const measured = new Map<string, number>();

  const ofFragment = (name: string, page: Page | null): number => {
    const key = page === null ? name : `${name} ${page.size} ${page.fields?.join(' ') ?? '*'}`;
    const known = measured.get(key);
    if (known !== undefined) return known;
    measured.set(key, 0);
    const fragment = fragments.get(name);
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    const cost = type ? ofSet(fragment.selectionSet, type, page) : 0;
    measured.set(key, cost);
    return cost;
  };

  /** The size of the page of a field; null for fields without pages. */
  const sizeOf = (node: FieldNode, place: string, field: GraphQLField<unknown, unknown>): number | null => {
    const assumed = costs.lists.get(place)?.assumed ?? null;
    const sizes = pageSizes(node, place, field);
    if (sizes === null) return assumed;
    return sizes.length > 0 ? Math.max(0, ...sizes.map(({ size }) => size)) : (assumed ?? defaultPageSize);
  };

  /** Weights of the arguments of a field, in scalars. */
  const ofArguments = (place: string, node: FieldNode, field: GraphQLField<unknown, unknown>): number => {
    const given = (node.arguments ?? []).map(
      ({ name, value }) => [name.value, valueFromASTUntyped(value, values)] as const,
    );
    return leavesPerObject * argumentCost(place, field, new Map(given), costs);
  };

  const ofField = (
    node: FieldNode,
    parent: GraphQLNamedType,
    field: GraphQLField<unknown, unknown>,
    page: Page | null,
  ): number => {
    const place = `${parent.name}.${field.name}`;
    const ownSize = sizeOf(node, place, field);
    const isList = isListType(getNullableType(field.type));
    const count = isList ? (ownSize ?? sizeFor(page, field.name) ?? assumedListSize) : 1;
    const type = getNamedType(field.type);
    const isObject = isCompositeType(type) && node.selectionSet !== undefined;
    const weight = hasWeights ? (costs.weights.get(place) ?? costs.weights.get(type.name)) : undefined;
    const own = weight === undefined ? (isObject ? leavesPerObject : 1) : weight * leavesPerObject;
    const extra = hasWeights ? ofArguments(place, node, field) : 0;
    if (!isObject) return extra + count * own;
    const below = ownSize === null ? null : { size: ownSize, fields: costs.lists.get(place)?.sized ?? null };
    return extra + count * (own + ofSet(node.selectionSet, type, below));
  };

  const ofSet = ({ selections }: SelectionSetNode, type: GraphQLNamedType, page: Page | null): number => {
    let cost = 0;
    for (const node of selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        cost += ofFragment(node.name.value, page);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        const narrowed = node.typeCondition && schema.getType(node.typeCondition.name.value);
        cost += ofSet(node.selectionSet, narrowed ?? type, page);
      } else {
        const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
        // Introspection and `__typename` have no field here; introspection has its own limit in graphql-js.
        cost += field ? ofField(node, type, field, page) : 1;
      }
    }
    return cost;
  };

  const root = schema.getRootType(operation.operation);
  return root ? Math.ceil(ofSet(operation.selectionSet, root, null) / leavesPerObject) : 0;
}
