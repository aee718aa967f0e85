import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { operationCost } from './operation-cost.ts';

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
