import {
  type FieldNode,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isInputObjectType,
  isScalarType,
  Kind,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import type { Costs, ListSize } from './read-costs.ts';

type Field = GraphQLField<unknown, unknown>;

/** A size of a page that an operation gives: its argument and the fields within it, as `page.first`. */
export interface PageSize {
  place: string;
  size: number;
}

/** Reads the sizes in the value of an argument. */
type ReadSizes = (value: unknown) => PageSize[];

const pageNames = ['first', 'last'];

/** A scalar that may be a number. */
const mayCount = (type: GraphQLInputType): boolean => {
  const named = getNamedType(type);
  return isScalarType(named) && !['String', 'ID', 'Boolean'].includes(named.name);
};

const sizeIn = (place: string, value: unknown): PageSize[] =>
  typeof value === 'number' && Number.isFinite(value) ? [{ place, size: value }] : [];

/** Every `first` and `last` within an input object. What the value has bounds the work: types may contain themselves. */
function sizesWithin(value: unknown, type: GraphQLInputObjectType, place: string): PageSize[] {
  if (Array.isArray(value)) return value.flatMap((each) => sizesWithin(each, type, place));
  if (typeof value !== 'object' || value === null) return [];
  const fields = type.getFields();
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) return [];
    const named = getNamedType(field.type);
    if (isInputObjectType(named)) return sizesWithin(inner, named, `${place}.${name}`);
    return pageNames.includes(name) && mayCount(field.type) ? sizeIn(`${place}.${name}`, inner) : [];
  });
}

/** Whether a value of the type may have a `first` or `last`. */
function mayHaveSizes(type: GraphQLInputObjectType, seen = new Set<GraphQLInputObjectType>()): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  return Object.values(type.getFields()).some((field) => {
    const named = getNamedType(field.type);
    if (isInputObjectType(named)) return mayHaveSizes(named, seen);
    return pageNames.includes(field.name) && mayCount(field.type);
  });
}

function readerFor({ name, type }: GraphQLArgument, list: ListSize | undefined): ReadSizes | null {
  if ((list?.slicing ?? pageNames).includes(name)) return (value) => sizeIn(name, value);
  const named = getNamedType(type);
  const isWithin = !list?.slicing && isInputObjectType(named) && mayHaveSizes(named);
  return isWithin ? (value) => sizesWithin(value, named, name) : null;
}

/** The arguments of a field with sizes of pages: `first`, `last` and what has them, or those that `@listSize` names. */
const readersOf = ({ args }: Field, list: ListSize | undefined): ReadonlyMap<string, ReadSizes> =>
  new Map(
    args.flatMap((argument) => {
      const reader = readerFor(argument, list);
      return reader ? [[argument.name, reader] as const] : [];
    }),
  );

/** The sizes that a field of an operation gives; null for a field that takes none. `field` is that of the schema. */
export type PageSizes = (node: FieldNode, place: string, field: Field) => readonly PageSize[] | null;

/** What a field of a schema takes is found once. */
const knownOf = new WeakMap<Costs, WeakMap<Field, ReadonlyMap<string, ReadSizes>>>();

/** Reads sizes of pages in an operation with these variables, which have the default values. */
export function createPageSizes(costs: Costs, variables: Readonly<Record<string, unknown>>): PageSizes {
  const known = knownOf.get(costs) ?? new WeakMap<Field, ReadonlyMap<string, ReadSizes>>();
  knownOf.set(costs, known);
  const valueOf = (value: ValueNode): unknown =>
    value.kind === Kind.INT ? Number(value.value) : valueFromASTUntyped(value, variables);
  return (node, place, field) => {
    const readers = known.get(field) ?? readersOf(field, costs.lists.get(place));
    known.set(field, readers);
    if (readers.size === 0) return null;
    return (node.arguments ?? []).flatMap(({ name, value }) => readers.get(name.value)?.(valueOf(value)) ?? []);
  };
}
