import {
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isObjectType,
  isUnionType,
  OperationTypeNode,
} from 'graphql';

type Field = GraphQLField<unknown, unknown>;

/** A field on the way from the root, and the type of a union that it is selected on. */
export interface Step {
  field: Field;
  on: string;
}

/** A place in an operation where a client writes a value: an argument, or something inside one. */
export interface Position {
  operation: OperationTypeNode;
  /** The fields from the root to the one with the argument. */
  steps: readonly Step[];
  /** The name of the argument, then the fields and list indices inside it. */
  path: readonly string[];
  type: GraphQLInputType;
}

function* insideOf(type: GraphQLInputType, path: readonly string[]): Generator<Pick<Position, 'path' | 'type'>> {
  yield { path, type };
  const inner = getNullableType(type);
  if (isListType(inner)) yield* insideOf(inner.ofType, [...path, '0']);
  if (!isInputObjectType(inner)) return;
  for (const field of Object.values(inner.getFields())) yield* insideOf(field.type, [...path, field.name]);
}

/** Fields without arguments or with an id come first: they are the surest way to the types below them. */
const byEase = (one: Field, other: Field): number => effort(one) - effort(other);
const effort = ({ args }: Field): number => (args.length === 0 ? 1 : args.some(({ name }) => name === 'id') ? 0 : 2);

const objectsOf = (schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] => {
  if (isObjectType(type)) return [type];
  return isUnionType(type) ? schema.getPossibleTypes(type) : [];
};

/** Every argument of every field, each on a shortest way from a root. */
export function positionsIn(schema: GraphQLSchema): Position[] {
  const seen = new Set<string>();
  const positions: Position[] = [];
  for (const operation of Object.values(OperationTypeNode)) {
    const root = schema.getRootType(operation);
    if (!root) continue;
    const queue: { type: GraphQLObjectType; steps: readonly Step[] }[] = [{ type: root, steps: [] }];
    seen.add(root.name);
    for (let at = queue.shift(); at; at = queue.shift()) {
      const { type, steps } = at;
      for (const field of Object.values(type.getFields()).toSorted(byEase)) {
        const way = [...steps, { field, on: type.name }];
        for (const { name, type: argument } of field.args)
          for (const place of insideOf(argument, [name])) positions.push({ operation, steps: way, ...place });
        for (const next of objectsOf(schema, getNamedType(field.type))) {
          if (seen.has(next.name)) continue;
          seen.add(next.name);
          queue.push({ type: next, steps: way });
        }
      }
    }
  }
  return positions;
}

export const nameOf = ({ steps, path }: Position): string =>
  `${steps.map(({ field }) => field.name).join('.')}(${path.join('.')})`;
