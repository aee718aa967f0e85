import {
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  isUnionType,
  OperationTypeNode,
} from 'graphql';
import { v7 } from 'uuid';
import type { Answer } from '../../harness/client.ts';
import { type Attack, attackAt } from '../hostile/operations.ts';
import type { Sound } from '../hostile/sound-values.ts';

type Field = GraphQLField<unknown, unknown>;

/** A root field with sound values: with its required ones, or with one optional id more. */
export interface Row {
  name: string;
  field: Field;
  operation: OperationTypeNode;
  /** The input field that is given though it is optional. */
  extra: string | null;
}

/** A key of a repeat names no thing. */
const isOptionalId = ({ name, type }: { name: string; type: unknown }): boolean =>
  String(type) === 'ID' && name !== 'idempotencyKey';

/** Every root field, and every mutation once more for each optional id in its input. */
export function rowsOf(schema: GraphQLSchema, operation: OperationTypeNode): Row[] {
  const root = schema.getRootType(operation);
  return Object.values(root?.getFields() ?? {}).flatMap((field) => {
    const input = getNamedType(field.args[0]?.type);
    const extras =
      operation === OperationTypeNode.MUTATION && isInputObjectType(input)
        ? Object.values(input.getFields()).filter(isOptionalId)
        : [];
    return [null, ...extras.map(({ name }) => name)].map((extra) => ({
      name: extra === null ? field.name : `${field.name}(${extra})`,
      field,
      operation,
      extra,
    }));
  });
}

/** Values of enums without which an optional id is refused: a report of a store has a scope and a type of its own. */
const enumsWith: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  storeId: { ReportScope: 'STORE', ReportType: 'TRADE_BY_DAY' },
};

/** The operation of a row about the things of the world. */
export function operationOf({ field, operation, extra }: Row, sound: Sound): Attack {
  const withExtra: Sound = {
    ...sound,
    isWanted: (owner, name) => name === extra || (sound.isWanted(owner, name) && !sound.excludesField(name, extra)),
    valueFor: (type, place) => enumsWith[extra ?? '']?.[String(type)] ?? sound.valueFor(type, place),
  };
  const steps = [{ field, on: operation }];
  return attackAt({ operation, steps, path: [], type: field.args[0]?.type as never }, null, false, withExtra);
}

const anyId = /\b([a-z]{3})_[0-9a-f]{8}-[0-9a-f-]{27}\b/g;

/** The same operation about things that do not exist. */
export function aboutNothing({ query, variables }: Attack): Attack {
  const text = JSON.stringify(variables).replaceAll(anyId, (_, prefix: string) => `${prefix}_${v7()}`);
  return { query, variables: JSON.parse(text) as Record<string, unknown> };
}

/** An answer as far as it may not differ between what is somebody else's and what does not exist. */
export const withoutIds = ({ data, errors }: Answer): string =>
  JSON.stringify({
    data,
    errors: errors?.map(({ message, extensions: { code, field } }) => ({ message, code, field })),
  }).replaceAll(anyId, '$1');

/** The cell of an answer: the code of its refusal, `null`, `none` for an empty list, or `yes`. */
export function outcomeOf({ data, errors }: Answer): string {
  if (errors) return errors[0]!.extensions.code;
  const value = Object.values(data ?? {})[0] as { nodes?: unknown[]; code?: string } | unknown[] | null;
  if (value === null || value === undefined) return 'null';
  if (!Array.isArray(value) && value.code !== undefined) return value.code;
  const list = Array.isArray(value) ? value : value.nodes;
  return list?.length === 0 ? 'none' : 'yes';
}

const fieldsOf = (type: GraphQLNamedType): Field[] => (isObjectType(type) ? Object.values(type.getFields()) : []);

const needsArguments = ({ args }: Field): boolean =>
  args.some(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);

const pageOf = ({ args }: Field): string => (args.some(({ name }) => name === 'first') ? '(first: 1)' : '');

/** A selection of all that needs no argument, to a depth, without a type inside itself. */
function selectionOf(type: GraphQLNamedType, levels: number, above: readonly string[]): string | null {
  if (!isCompositeType(type)) return '';
  if (isUnionType(type) || levels === 0 || above.includes(type.name)) return null;
  const isPage = fieldsOf(type).some(({ name }) => name === 'nodes');
  const parts = fieldsOf(type).flatMap((field) => {
    if (isPage && field.name !== 'nodes') return [];
    if (needsArguments(field)) return [];
    const below = selectionOf(
      getNamedType(field.type),
      isPage ? levels : levels - 1,
      isPage ? above : [...above, type.name],
    );
    return below === null ? [] : [`${field.name}${pageOf(field)} ${below}`];
  });
  return parts.length === 0 ? null : `{ ${parts.join(' ')} }`;
}

/** Fields of a type in one query. All of them would be too costly. */
const fieldsAtOnce = 5;

/** Queries that together ask for everything below a root field with an id. */
export function queriesBelow(row: Row, sound: Sound, levels = 3): Attack[] {
  const { query, variables } = operationOf(row, sound);
  const head = query.slice(0, query.lastIndexOf('{ __typename'));
  const type = getNamedType(row.field.type);
  const parts = fieldsOf(type).flatMap((field) => {
    if (needsArguments(field)) return [];
    const below = selectionOf(getNamedType(field.type), levels - 1, [type.name]);
    return below === null ? [] : [`${field.name}${pageOf(field)} ${below}`];
  });
  const queries: Attack[] = [];
  for (let start = 0; start < parts.length; start += fieldsAtOnce)
    queries.push({ query: `${head}{ ${parts.slice(start, start + fieldsAtOnce).join(' ')} } }`, variables });
  return queries;
}

/** Paths of the values in an answer, without the indices of lists. */
export function pathsIn(value: unknown, path: readonly string[] = []): Set<string> {
  const paths = new Set<string>();
  if (value === null || value === undefined) return paths;
  if (typeof value !== 'object') return paths.add(path.join('.'));
  if (Array.isArray(value)) {
    for (const item of value) for (const found of pathsIn(item, path)) paths.add(found);
    return paths;
  }
  paths.add(path.join('.'));
  for (const [name, inner] of Object.entries(value)) {
    const below = name === 'nodes' ? path : [...path, name];
    for (const found of pathsIn(inner, below)) paths.add(found);
  }
  return paths;
}
