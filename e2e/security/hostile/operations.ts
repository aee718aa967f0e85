import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLOutputType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { RawNumber } from './hostile-values.ts';
import type { Position, Step } from './positions.ts';
import type { Sound } from './sound-values.ts';

/** An operation as it is sent. */
export interface Attack {
  query: string;
  variables: Record<string, unknown>;
}

/** A value for `type` in which all is sound but the value at `path`. */
function valueWith(
  type: GraphQLInputType,
  place: { root: string; name: string },
  hostile: { path: readonly string[]; value: unknown } | null,
  sound: Sound,
): unknown {
  if (hostile?.path.length === 0) return hostile.value;
  const inner = getNullableType(type);
  const [next, ...rest] = hostile?.path ?? [];
  const deeper = hostile && { path: rest, value: hostile.value };
  if (isListType(inner)) return [valueWith(inner.ofType, place, deeper, sound)];
  if (isInputObjectType(inner)) {
    return Object.fromEntries(
      Object.values(inner.getFields()).flatMap((field): [string, unknown][] => {
        const at = { root: place.root, name: field.name };
        if (field.name === next) return [[field.name, valueWith(field.type, at, deeper, sound)]];
        const isChosen = sound.isWanted(inner.name, field.name) && !sound.excludesField(field.name, next);
        const isWanted = isNonNullType(field.type) || isChosen;
        return isWanted ? [[field.name, valueWith(field.type, at, null, sound)]] : [];
      }),
    );
  }
  return sound.valueFor(inner, place);
}

/** A value as it is written in the text of an operation. */
function literalOf(value: unknown, type?: GraphQLInputType): string {
  const inner = type && getNullableType(type);
  if (value instanceof RawNumber) return value.text;
  if (Array.isArray(value)) {
    const of = isListType(inner) ? inner.ofType : inner;
    return `[${value.map((item) => literalOf(item, of)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(inner) ? inner.getFields() : {};
    const typeOf = (key: string) => (Object.hasOwn(fields, key) ? fields[key]?.type : undefined);
    return `{${Object.entries(value)
      .map(([key, member]) => `${key}: ${literalOf(member, typeOf(key))}`)
      .join(', ')}}`;
  }
  const isName = typeof value === 'string' && isEnumType(inner && getNamedType(inner)) && /^[a-z_]\w*$/i.test(value);
  return isName ? value : JSON.stringify(value);
}

/** The least that shows a result: an id, and those of the nodes of a connection. */
function selectionOf(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  if (isUnionType(named)) {
    const canRefuse = named.getTypes().some((type) => type.getInterfaces().some(({ name }) => name === 'UserError'));
    return canRefuse ? '{ __typename ... on UserError { code message } }' : '{ __typename }';
  }
  const fields = isObjectType(named) ? named.getFields() : {};
  const nodes = fields['nodes'] && fields['pageInfo'] ? ` nodes ${selectionOf(fields['nodes'].type)}` : '';
  return `{ __typename${fields['id'] ? ' id' : ''}${nodes} }`;
}

/** The operation with `value` at a position, inline or in variables, and sound values everywhere else. */
export function attackAt(position: Position, value: unknown, isInline: boolean, sound: Sound): Attack {
  const { operation, steps, path } = position;
  const root = steps[0]!.field.name;
  const variables: Record<string, unknown> = {};
  const definitions: string[] = [];

  const argumentsOf = ({ field }: Step, isTarget: boolean): string => {
    const given = field.args.flatMap((argument: GraphQLArgument) => {
      const { name, type } = argument;
      const isHere = isTarget && name === path[0];
      const isWanted = isNonNullType(type) || sound.isWanted(field.name, name);
      if (!isHere && !(isWanted && !sound.excludes(name, isTarget ? path[0]! : ''))) return [];
      const hostile = isHere ? { path: path.slice(1), value } : null;
      const written = valueWith(type, { root, name }, hostile, sound);
      if (isInline) return [`${name}: ${literalOf(written, type)}`];
      const variable = `v${definitions.length}`;
      variables[variable] = written;
      definitions.push(`$${variable}: ${String(type)}`);
      return [`${name}: $${variable}`];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  };

  const selection = steps.reduceRight(
    (below, step, index) => {
      const isTarget = index === steps.length - 1;
      const before = index === 0 ? null : getNamedType(steps[index - 1]!.field.type);
      const field = `${step.field.name}${argumentsOf(step, isTarget)} ${below}`;
      return `{ ${isUnionType(before) ? `... on ${step.on} { ${field} }` : field} }`;
    },
    selectionOf(steps.at(-1)!.field.type),
  );
  const head = definitions.length > 0 ? `(${definitions.join(', ')})` : '';
  return { query: `${operation} Attack${head} ${selection}`, variables };
}
