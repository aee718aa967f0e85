import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, parse, validate } from 'graphql';
import { maxDepth } from './max-depth.ts';
import { maxRootFields } from './max-root-fields.ts';

const schema = buildSchema('type Query { a: Query  b: Query  leaf: Int }');

/** The depth of an operation as the rule sees it: the smallest limit that lets it pass. */
const depthOf = (text: string): number => {
  const document = parse(text);
  const passes = (limit: number): boolean => validate(schema, document, [maxDepth(limit)]).length === 0;
  return Array.from({ length: 40 }, (_, limit) => limit).find(passes) ?? Infinity;
};

describe('the depth of an operation', () => {
  it.each([
    ['{ leaf }', 1],
    ['{ a { leaf } }', 2],
    ['{ leaf a { leaf b { leaf } } }', 3],
    ['{ a { leaf leaf2: leaf } b { a { leaf } leaf } leaf }', 3],
    ['{ leaf ... { a { leaf ... on Query { b { leaf } leaf } } } }', 3],
    ['{ leaf ...F a { leaf } } fragment F on Query { leaf a { leaf b { leaf a { leaf } } } }', 4],
  ])('of %s is %i', (text, depth) => {
    expect(depthOf(text)).toBe(depth);
  });

  it('never falls when a selection is added', () => {
    const set = fc.letrec<{ set: string; field: string }>((tie) => ({
      field: fc.oneof(
        { maxDepth: 5 },
        fc.constant('leaf'),
        fc.tuple(fc.constantFrom('a', 'b'), tie('set')).map(([name, inner]) => `${name} { ${inner} }`),
        tie('set').map((inner) => `... { ${inner} }`),
      ),
      set: fc.array(tie('field'), { minLength: 1, maxLength: 3 }).map((fields) => fields.join(' ')),
    })).set;
    fc.assert(
      fc.property(set, set, (one, added) => {
        expect(depthOf(`{ ${one} ${added} }`)).toBe(Math.max(depthOf(`{ ${one} }`), depthOf(`{ ${added} }`)));
      }),
    );
  });
});

describe('the number of root fields', () => {
  it('counts those in fragments too', () => {
    const document = parse('{ leaf ...F ... { b { leaf } } } fragment F on Query { a { leaf } x: leaf }');
    expect(validate(schema, document, [maxRootFields(4)])).toEqual([]);
    expect(validate(schema, document, [maxRootFields(3)])).toHaveLength(1);
  });
});
