import { describe, expect, it } from '@jest/globals';
import type { Data } from './data.ts';
import { createFlatNumbers, noRepresentation, notFlat } from './flat-numbers.ts';

const applies = (source: unknown): boolean => (source as Data)['__typename'] !== 'Shop';
const product = (id: unknown, rest: Data = {}): Data => ({ __typename: 'Product', id, ...rest });

function numbers(fields: readonly string[]) {
  const sent: Data[] = [];
  return { sent, numberOf: createFlatNumbers({ fields, applies }, (one) => sent.push(one) - 1) };
}

describe('the numbers of flat representations', () => {
  it('are equal for equal values, whatever else the entities have', () => {
    const { sent, numberOf } = numbers(['__typename', 'id']);
    expect([product('a'), product('b', { name: 'B' }), product('a', { name: 'A' })].map(numberOf)).toEqual([0, 1, 0]);
    expect(sent).toEqual([product('a'), product('b')]);
  });

  it('differ for values of different types, and for other orders of the same values', () => {
    const { sent, numberOf } = numbers(['__typename', 'id', 'name']);
    const all = ['1', 1, true, 'true', null, 'null', '', ' ', 0].map((id) => product(id, { name: 'n' }));
    const beside = [product('a', { name: 'b' }), product('b', { name: 'a' }), product('ab', { name: '' })];
    const other = { ...product('a', { name: 'b' }), __typename: 'User' };
    const expected = [...all, ...beside, other];
    expect(expected.map(numberOf)).toEqual(expected.map((_, index) => index));
    expect(expected.map((each) => numberOf({ ...each }))).toEqual(expected.map((_, index) => index));
    expect(sent).toEqual(expected);
  });

  it('are none for entities without a required value, without a type, and of a type that is not asked for', () => {
    const { sent, numberOf } = numbers(['__typename', 'id']);
    const all = [product(undefined), { id: 'a' }, { __typename: null, id: 'a' }, { __typename: 'Shop', id: 'a' }];
    expect(all.map(numberOf)).toEqual(all.map(() => noRepresentation));
    expect(sent).toEqual([]);
  });

  it('are left to the general way for values that are no plain ones', () => {
    const { sent, numberOf } = numbers(['__typename', 'id']);
    const values = [-0, Number.NaN, Number.POSITIVE_INFINITY, 1n, new Date(0), { of: 'a' }, ['a']];
    expect([...values.map((id) => product(id)), [product('a')], 'a', null].map(numberOf)).toEqual(
      Array.from({ length: values.length + 3 }, () => notFlat),
    );
    expect(sent).toEqual([]);
  });
});
