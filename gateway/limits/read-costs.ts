import { type ConstDirectiveNode, type DocumentNode, isTypeDefinitionNode, Kind, parse } from 'graphql';
import { argumentOf } from '../authorization/auth-directive-names.ts';

/** The size of a list as `@listSize` gives it. */
export interface ListSize {
  assumed: number | null;
  /** Arguments with the size; null for `first` and `last`. */
  slicing: readonly string[] | null;
  /** The fields below that have the size; null for every list. */
  sized: readonly string[] | null;
}

/** What `@cost` and `@listSize` of a supergraph say, by `Type`, `Type.field` and `Type.field(argument)`. */
export interface Costs {
  weights: ReadonlyMap<string, number>;
  lists: ReadonlyMap<string, ListSize>;
}

export const noCosts: Costs = { weights: new Map(), lists: new Map() };

const specification = /^https:\/\/specs\.apollo\.dev\/cost\/v/;

type Import = string | { name: string; as?: string };

/** The names of the directives: a subgraph may import them under other names. Null without them. */
function namesIn({ definitions }: DocumentNode): { cost: string; listSize: string } | null {
  const link = definitions
    .filter((node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION)
    .flatMap((node) => node.directives ?? [])
    .find((directive) => directive.name.value === 'link' && specification.test(String(argumentOf(directive, 'url'))));
  if (!link) return null;
  const prefix = (argumentOf(link, 'as') as string | undefined) ?? 'cost';
  const imports = (argumentOf(link, 'import') ?? []) as Import[];
  const nameOf = (name: string): string => {
    const found = imports.find((entry) => (typeof entry === 'string' ? entry : entry.name) === `@${name}`);
    if (found === undefined) return name === prefix ? name : `${prefix}__${name}`;
    return (typeof found === 'string' ? found : (found.as ?? found.name)).replace('@', '');
  };
  return { cost: nameOf('cost'), listSize: nameOf('listSize') };
}

const listSizeOf = (directive: ConstDirectiveNode): ListSize => ({
  assumed: (argumentOf(directive, 'assumedSize') as number | null | undefined) ?? null,
  slicing: (argumentOf(directive, 'slicingArguments') as string[] | null | undefined) ?? null,
  sized: (argumentOf(directive, 'sizedFields') as string[] | null | undefined) ?? null,
});

interface Described {
  name: { value: string };
  directives?: readonly ConstDirectiveNode[] | undefined;
}

/**
 * Reads `@cost` and `@listSize` from a supergraph.
 * https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives#cost
 */
export function readCosts(supergraphSdl: string): Costs {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = namesIn(document);
  if (names === null) return noCosts;
  const weights = new Map<string, number>();
  const lists = new Map<string, ListSize>();

  const read = (place: string, { directives = [] }: Described): void => {
    const find = (name: string) => directives.find((directive) => directive.name.value === name);
    const cost = find(names.cost);
    const list = find(names.listSize);
    if (cost) weights.set(place, Math.max(0, Number(argumentOf(cost, 'weight'))));
    if (list) lists.set(place, listSizeOf(list));
  };

  for (const type of document.definitions.filter(isTypeDefinitionNode)) {
    read(type.name.value, type);
    if (!('fields' in type)) continue;
    for (const field of type.fields ?? []) {
      const place = `${type.name.value}.${field.name.value}`;
      read(place, field);
      if (field.kind !== Kind.FIELD_DEFINITION) continue;
      for (const argument of field.arguments ?? []) read(`${place}(${argument.name.value})`, argument);
    }
  }
  return { weights, lists };
}
