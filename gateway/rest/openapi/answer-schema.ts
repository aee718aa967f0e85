import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { CompiledRoute } from '../compile-route.ts';
import { type Components, type JsonSchema, withDescription } from './schemas.ts';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

const fragmentsIn = (text: string): Fragments =>
  new Map(
    parse(text, { noLocation: true }).definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );

/** The fields of a selection, with those of its fragments. `__typename` tells results and refusals apart, and is not sent. */
function fieldsOf({ selections }: SelectionSetNode, fragments: Fragments): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename' ? [] : [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, fragments);
    return fieldsOf(fragments.get(selection.name.value)!.selectionSet, fragments);
  });
}

const fieldNamed = (set: SelectionSetNode, name: string): FieldNode =>
  set.selections.find((node): node is FieldNode => node.kind === Kind.FIELD && node.name.value === name)!;

/** Writes schemas of what operations select. */
export function createAnswerSchemas(schema: GraphQLSchema, components: Components) {
  function ofObject(type: GraphQLObjectType, set: SelectionSetNode, fragments: Fragments): JsonSchema {
    const fields = fieldsOf(set, fragments);
    const properties = fields.map((node) => {
      const field = type.getFields()[node.name.value]!;
      return [node.name.value, withDescription(ofValue(field.type, node.selectionSet, fragments), field.description)];
    });
    return {
      type: 'object',
      properties: Object.fromEntries(properties) as JsonSchema,
      required: fields.map(({ name }) => name.value),
    };
  }

  /** A selection of a single fragment is a component with its name. */
  function ofSelection(type: GraphQLCompositeType, set: SelectionSetNode, fragments: Fragments): JsonSchema {
    if (!isObjectType(type)) throw new Error(`The routes select no fields of the abstract type ${type.name}.`);
    const [only, ...others] = set.selections;
    if (only?.kind !== Kind.FRAGMENT_SPREAD || others.length > 0) return ofObject(type, set, fragments);
    return components.once(only.name.value, () =>
      withDescription(ofObject(type, fragments.get(only.name.value)!.selectionSet, fragments), type.description),
    );
  }

  function ofNonNull(type: GraphQLOutputType, set: SelectionSetNode | undefined, fragments: Fragments): JsonSchema {
    const inner = getNullableType(type);
    if (isListType(inner)) return { type: 'array', items: ofValue(inner.ofType, set, fragments) };
    return set && isCompositeType(inner) ? ofSelection(inner, set, fragments) : components.ofLeaf(inner);
  }

  function ofValue(type: GraphQLOutputType, set: SelectionSetNode | undefined, fragments: Fragments): JsonSchema {
    const value = ofNonNull(type, set, fragments);
    return isNonNullType(type) ? value : components.orNull(value);
  }

  const listOf = (items: JsonSchema): JsonSchema => ({
    type: 'object',
    properties: { items: { type: 'array', items } },
    required: ['items'],
  });

  /** The member of a command's result that is no refusal. */
  function ofCommand(type: GraphQLOutputType, set: SelectionSetNode, fragments: Fragments): JsonSchema {
    const named = getNamedType(type);
    if (!isUnionType(named)) return ofNonNull(type, set, fragments);
    const member = set.selections.find(
      (node) => node.kind === Kind.INLINE_FRAGMENT && node.typeCondition?.name.value !== 'UserError',
    );
    if (member?.kind !== Kind.INLINE_FRAGMENT) throw new Error(`The routes select no result of ${named.name}.`);
    const result = schema.getType(member.typeCondition!.name.value) as GraphQLObjectType;
    return ofSelection(result, member.selectionSet, fragments);
  }

  /** The schema of a route's answer; null for one without a body. */
  return function answerOf(route: CompiledRoute): JsonSchema | null {
    if (route.status === 204) return null;
    const fragments = fragmentsIn(route.text);
    const [root] = route.node.selectionSet.selections as readonly FieldNode[];
    const rootType = schema.getRootType(route.node.operation)!;
    const { type } = rootType.getFields()[root!.name.value]!;
    const set = root!.selectionSet;
    if (route.isCommand) return ofCommand(type, set!, fragments);
    const picked = route.pick === undefined ? null : fieldNamed(set!, route.pick);
    const pickedFrom = getNamedType(type) as GraphQLObjectType;
    const listType = picked ? pickedFrom.getFields()[route.pick!]!.type : type;
    const listSet = picked ? picked.selectionSet : set;
    if (route.hasPages) {
      const connection = getNamedType(listType) as GraphQLObjectType;
      const nodes = getNullableType(connection.getFields()['nodes']!.type) as unknown as { ofType: GraphQLOutputType };
      return listOf(ofValue(nodes.ofType, fieldNamed(listSet!, 'nodes').selectionSet, fragments));
    }
    const inner = getNullableType(listType);
    if (isListType(inner)) return listOf(ofValue(inner.ofType, listSet, fragments));
    return ofNonNull(listType, listSet, fragments);
  };
}
