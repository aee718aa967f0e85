import { composeServices } from '@apollo/composition';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { compareGraphs, type GraphChange } from './compare-graphs.mjs';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@inaccessible", "@authenticated", "@requiresScopes"])`;

function supergraph(sdl: string): string {
  const { supergraphSdl, errors } = composeServices([{ name: 'shop', typeDefs: parse(`${link}\n${sdl}`) }]);
  if (supergraphSdl === undefined) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}

const shop = 'type Query { product(id: ID!): Product } type Product { title: String internal: Int @inaccessible }';
const members = (access: string) => `type Query { open: Int members: Int ${access} }`;

const compare = (before: string, after: string): Promise<GraphChange[]> =>
  compareGraphs(supergraph(before), supergraph(after));

const levels = async (before: string, after: string): Promise<string[]> =>
  (await compare(before, after)).map(({ level, path }) => `${level} ${path}`);

describe('comparing two graphs', () => {
  it('finds nothing between a graph and itself', async () => {
    expect(await compare(shop, shop)).toEqual([]);
  });

  it('calls it breaking when a field goes, an argument is demanded, or an answer may become null', async () => {
    expect(await levels(shop, shop.replace('title: String', 'name: String'))).toEqual([
      'breaking Product.title',
      'safe Product.name',
    ]);
    expect(await levels(shop, shop.replace('id: ID!', 'id: ID! shop: ID!'))).toEqual(['breaking Query.product.shop']);
    expect(await levels(shop.replace('title: String', 'title: String!'), shop)).toEqual(['breaking Product.title']);
  });

  it('calls it dangerous when an enum grows, because clients may not expect the value', async () => {
    const enumOf = (values: string) => `type Query { kind: Kind } enum Kind { ${values} }`;
    expect(await levels(enumOf('A B'), enumOf('A B C'))).toEqual(['dangerous Kind.C']);
  });

  it('reports a new type or field once, not once per part of it', async () => {
    const after = `${shop} extend type Product { "Who." seller(at: Int): Seller } type Seller { handle: String name: String }`;
    expect(await levels(shop, after)).toEqual(['safe Product.seller', 'safe Seller']);
  });

  it('does not report parts that clients cannot see, nor descriptions', async () => {
    expect(await compare(shop, shop.replace('title: String', '"What it is called." title: String'))).toEqual([]);
    expect(await compare(shop, shop.replace('internal: Int @inaccessible', ''))).toEqual([]);
  });

  it('calls it breaking when a field demands more of the viewer', async () => {
    expect(await levels(members(''), members('@authenticated'))).toEqual(['breaking Query.members']);
    const [one, either] = ['@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["a"], ["b"]])'];
    const both = '@requiresScopes(scopes: [["a", "b"]])';
    expect(await levels(members('@authenticated'), members(one))).toEqual(['breaking Query.members']);
    expect(await levels(members(either), members(one))).toEqual(['breaking Query.members']);
    expect(await levels(members(one), members(both))).toEqual(['breaking Query.members']);
  });

  it('calls it dangerous when a field opens to more people', async () => {
    expect(await levels(members('@authenticated'), members(''))).toEqual(['dangerous Query.members']);
    const [one, either] = ['@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["a"], ["b"]])'];
    expect(await levels(members(one), members(either))).toEqual(['dangerous Query.members']);
  });
});
