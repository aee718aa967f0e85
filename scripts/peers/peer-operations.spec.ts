import { describe, expect, it } from '@jest/globals';
import { peerOperations } from './peer-operations.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])
  scalar Decimal
  type Query { stock(ids: [ID!]!, at: Place): [Stock]! @inaccessible thing(id: ID!): Thing }
  type Mutation { move(input: MoveInput!): MoveResult! }
  enum Place { NAIROBI MOMBASA }
  type Stock @key(fields: "id") { id: ID! onHand: Int! price: Decimal place: Place! tags: [String!]! }
  interface Refusal { code: String! message: String! }
  type TooFew implements Refusal { code: String! message: String! onHand: Int! }
  type TooFar implements Refusal { code: String! message: String! }
  type Unknown implements Refusal { code: String! message: String! }
  union MoveResult = Stock | TooFew | TooFar | Unknown
  union Thing = Stock | TooFew
  input MoveInput { to: Place! lines: [LineInput!]! note: String }
  input LineInput { id: ID! quantity: Int! = 1 }
`;

const typesOf = (text: string): string[] =>
  peerOperations('peers/stock.graphql', text, sdl)
    .split('\n')
    .filter((line) => line.startsWith('export type'));

describe('the operations for another subgraph', () => {
  it('are typed by what they select, hidden fields included', () => {
    const text =
      'query Find($ids: [ID!]!, $at: Place) { stock(ids: $ids, at: $at) { id left: onHand price place tags } }';
    expect(typesOf(text)).toEqual([
      "export type FindData = { stock: readonly ({ id: string; left: number; price: string | null; place: ('NAIROBI' | 'MOMBASA'); tags: readonly (string)[]; } | null)[]; };",
      "export type FindVariables = { ids: readonly (string)[]; at?: ('NAIROBI' | 'MOMBASA') | null | undefined; };",
    ]);
  });

  it('have one shape per member of a union, and name the types of each', () => {
    const text = `mutation Move($input: MoveInput!) { move(input: $input) {
      __typename ... on Refusal { code } ... on TooFew { onHand } ... on Stock { id } } }`;
    expect(typesOf(text)).toEqual([
      "export type MoveInput = { to: ('NAIROBI' | 'MOMBASA'); lines: readonly (LineInput)[]; note?: string | null | undefined; };",
      'export type LineInput = { id: string; quantity?: number; };',
      "export type MoveData = { move: ({ __typename: 'Stock'; id: string; } | { __typename: 'TooFew'; code: string; onHand: number; } | { __typename: 'TooFar' | 'Unknown'; code: string; }); };",
      'export type MoveVariables = { input: MoveInput; };',
    ]);
  });

  it('may ask for entities', () => {
    const text = 'query Ask($of: [_Any!]!) { _entities(representations: $of) { __typename ... on Stock { onHand } } }';
    expect(typesOf(text)).toEqual([
      "export type AskData = { _entities: readonly ({ __typename: 'Stock'; onHand: number; } | null)[]; };",
      'export type AskVariables = { of: readonly ({ __typename: string; id: string })[]; };',
    ]);
  });

  it('become constants with the text to send', () => {
    const module = peerOperations('peers/stock.graphql', 'query FindAll { stock(ids: ["a"]) { id } }', sdl);
    expect(module).toContain(
      `export const findAll: PeerOperation<FindAllData, FindAllVariables> = { name: 'FindAll', query: ${JSON.stringify('query FindAll{stock(ids:["a"]){id}}')} };`,
    );
  });

  it.each([
    [
      'a field that the subgraph lacks',
      'query Find {\n  stock(ids: []) { price weight } }',
      'Cannot query field "weight" on type "Stock".',
    ],
    ['an argument of another type', 'query Find { stock(ids: 5.5) { id } }', 'ID cannot represent'],
    ['an input field that is missing', 'mutation Move { move(input: { to: NAIROBI }) { __typename } }', 'lines'],
    [
      'a member that a union lacks',
      'query Find { thing(id: "a") { ... on TooFar { code } } }',
      'can never be of type "TooFar"',
    ],
    ['a variable of another type', 'query Find($ids: [Int!]!) { stock(ids: $ids) { id } }', '$ids'],
    ['a fragment', 'query Find { stock(ids: []) { ...One } } fragment One on Stock { id }', 'inline fragments'],
    ['an operation without a name', '{ stock(ids: []) { id } }', 'Name every operation.'],
    [
      'one field selected twice in two ways',
      'query Find { thing(id: "a") { ... on Stock { at: place } ... on Stock { at: place } __typename } two: thing(id: "a") { __typename } two: thing(id: "a") { ... on Stock { id } } }',
      'Select "two" of Query in one place.',
    ],
  ])('are refused for %s', (_, text, message) => {
    expect(() => peerOperations('peers/stock.graphql', text, sdl)).toThrow(message);
  });
});
