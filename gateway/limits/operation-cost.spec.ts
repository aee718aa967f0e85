import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { compose } from '../test/fixture-graph.ts';
import { operationCost } from './operation-cost.ts';
import { noCosts, readCosts } from './read-costs.ts';

const schema = buildSchema(`
  type Query { things(first: Int, last: Int): Things  thing: Thing  plain: [Thing!]! }
  type Things { nodes: [Thing!]!  edges: [Edge!]!  totalCount: Int }
  type Edge { cursor: String  node: Thing }
  type Thing { id: ID!  name: String  owner: Person  parts(first: Int): Things  tags: [String!]! }
  type Person { name: String  things(first: Int): Things }
`);

const cost = (text: string, variables = {}): number => {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return operationCost(schema, document, getOperationAST(document)!, variables);
};

describe('the cost of an operation', () => {
  it.each([
    ['{ thing { id } }', 2],
    ['{ things(first: 100) { nodes { id } } }', 111],
    ['{ things(last: 5) { edges { cursor node { id } } } }', 12],
    ['{ things { nodes { id } } }', 23],
    ['query ($n: Int = 50) { things(first: $n) { nodes { id } } }', 56],
    // Names that objects inherit.
    ['query ($valueOf: Int = 50) { things(first: $valueOf) { nodes { id } } }', 56],
    ['query ($__proto__: Int = 50) { things(first: $__proto__) { nodes { id } } }', 56],
    ['{ plain { tags } }', 20],
    ['{ a: thing { id } b: thing { id } ...F } fragment F on Query { c: thing { id } }', 4],
  ])('of %s is %i objects', (text, expected) => {
    expect(cost(text)).toBe(expected);
  });

  it('takes the size of a page from the variables', () => {
    const text = 'query ($n: Int) { things(first: $n) { nodes { id } } }';
    expect([cost(text, { n: 1 }), cost(text, { n: 1_000 })]).toEqual([3, 1_101]);
  });

  it('multiplies pages inside pages, through fragments too', () => {
    const inner = 'nodes { owner { things(first: 100) { nodes { id } } } }';
    expect(cost(`{ things(first: 100) { ${inner} } }`)).toBeGreaterThan(10_000);
    expect(cost(`{ things(first: 100) { ...F } } fragment F on Things { ${inner} }`)).toBe(
      cost(`{ things(first: 100) { ${inner} } }`),
    );
  });

  it('is found quickly when fragments spread fragments', () => {
    const spread = (level: number): string => `fragment F${level} on Thing { ...F${level + 1} ...F${level + 1} }`;
    const fragments = Array.from({ length: 200 }, (_, level) => spread(level)).join(' ');
    expect(cost(`{ thing { ...F0 } } ${fragments} fragment F200 on Thing { id }`)).toBeGreaterThan(1e50);
  });

  it('never falls when a selection is added', () => {
    const selection = fc.letrec<{ things: string; thing: string }>((tie) => ({
      thing: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('id', 'name', 'tags'),
        fc
          .tuple(fc.constantFrom('parts(first: 3)', 'parts'), tie('things'))
          .map(([field, inner]) => `${field} { ${inner} }`),
        tie('thing').map((inner) => `... on Thing { ${inner} }`),
      ),
      things: fc.oneof(
        { maxDepth: 4 },
        fc.constant('totalCount'),
        tie('thing').map((inner) => `nodes { ${inner} }`),
      ),
    })).thing;
    const aliased = (text: string, alias: string): string => (text.startsWith('...') ? text : `${alias}: ${text}`);
    fc.assert(
      fc.property(fc.array(selection, { minLength: 1, maxLength: 5 }), selection, (selections, added) => {
        const of = (all: readonly string[]): number => {
          const document = parse(`{ thing { ${all.map((text, index) => aliased(text, `a${index}`)).join(' ')} } }`);
          return operationCost(schema, document, getOperationAST(document)!, {});
        };
        expect(of([...selections, added])).toBeGreaterThanOrEqual(of(selections));
      }),
    );
  });
});

describe('the cost of an operation of a graph with @cost and @listSize', () => {
  const types = `
    type Query {
      reports(limit: Int, by: By, deep: Boolean @weight(weight: 3)): Reports
        @listSize(slicingArguments: ["limit"], sizedFields: ["items"], assumedSize: 7)
      many: [Report!]! @listSize(assumedSize: 100)
      within(page: Page): [Plain!]!
      heavy: Int @weight(weight: 25)
      free: Report @weight(weight: 0)
    }
    input By { term: String @weight(weight: 5)  inner: By }
    input Page { first: Int  inner: Page }
    type Reports { items: [Report!]!  others: [Plain!]! }
    type Plain { id: ID! }
    type Report @weight(weight: 4) { id: ID! }
  `;
  const directives = `
    directive @weight(weight: Int!) on ARGUMENT_DEFINITION | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT
    directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
  `;
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
    { name: "@cost", as: "@weight" }, "@listSize"])`;
  const costs = readCosts(compose({ reports: `${link}${types}` }));
  const weighed = buildSchema(`${directives}${types}`);
  const weigh = (text: string, variables = {}): number => {
    const document = parse(text);
    expect(validate(weighed, document)).toEqual([]);
    return operationCost(weighed, document, getOperationAST(document)!, variables, costs);
  };

  it.each([
    ['{ heavy }', 25],
    ['{ free { id } }', 1],
    ['{ many { id } }', 410],
    ['{ within(page: { first: 9, inner: { first: 30 } }) { id } }', 33],
    ['{ within(page: {}) { id } }', 22],
    ['{ reports { items { id } } }', 30],
    ['{ reports(limit: 20) { items { id } } }', 83],
    ['{ reports(limit: 20) { others { id } } }', 12],
    ['{ reports(limit: 0, deep: true) { items { id } } }', 4],
    ['{ reports(limit: 0, by: { term: "a", inner: { term: "b" } }) { items { id } } }', 11],
    ['query ($by: By = { term: "a" }) { reports(limit: 0, by: $by) { items { id } } }', 6],
  ])('of %s is %i objects', (text, expected) => {
    expect(weigh(text)).toBe(expected);
  });

  it('takes the values of inputs from the variables', () => {
    const text = 'query ($by: By, $limit: Int) { reports(limit: $limit, by: $by) { items { id } } }';
    expect(weigh(text, { limit: 0 })).toBe(1);
    expect(weigh(text, { limit: 0, by: { inner: { term: 'a' } } })).toBe(6);
    expect(weigh(text, { limit: 10 })).toBe(42);
  });

  it('is nothing special without them', () => {
    expect(readCosts(compose({ reports: 'type Query { a: Int }' }))).toBe(noCosts);
  });
});
