import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, type GraphQLNamedType, getNamedType, isUnionType } from 'graphql';

const schema = buildSchema(readFileSync('schema/api.graphql', 'utf8'), { assumeValidSDL: true });

const results = Object.values(schema.getMutationType()!.getFields()).map(({ name, type }) => ({
  name,
  type: getNamedType(type),
}));

const isRefusable = (type: GraphQLNamedType): boolean =>
  isUnionType(type) &&
  type.getTypes().some((member) => member.getInterfaces().some(({ name }) => name === 'UserError'));

/** The mutations in a sentence of the page about the API. */
function documented(sentence: RegExp): string[] {
  const [, names = ''] = sentence.exec(readFileSync('docs/using-the-api.md', 'utf8').replaceAll(/\s+/g, ' ')) ?? [];
  return [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name!).toSorted();
}

describe('the result of a mutation', () => {
  it('accepts `... on UserError`, but for those that the documentation names', () => {
    const unions = results.filter(({ type }) => isUnionType(type) && !isRefusable(type)).map(({ name }) => name);
    expect(documented(/have no refusal so far, .*? in them: (.*?)\./)).toEqual(unions.toSorted());
  });

  it('is a union, but for those that the documentation names', () => {
    const others = results.filter(({ type }) => !isUnionType(type)).map(({ name }) => name);
    expect(documented(/return a type instead of a union: (.*?)\./)).toEqual(others.toSorted());
  });
});
