import { describe, expect, it } from '@jest/globals';
import { createBatch, distribute, errorsFor, type Share } from './batch.ts';

const product = (id: unknown) => ({ __typename: 'Product', id });
const share = (numbers: number[]): Share => ({
  cursor: { path: [], data: [] },
  entities: numbers.map(() => ({})),
  numbers,
});

describe('a batch of representations', () => {
  it('sends equal ones once', () => {
    const batch = createBatch();
    expect([product('a'), product('b'), product('a')].map(batch.add)).toEqual([0, 1, 0]);
    expect(batch.sent).toEqual([product('a'), product('b')]);
  });

  it('keeps ids of different types apart, and what is equal as JSON only', () => {
    const batch = createBatch();
    const day = new Date(0);
    const all = [
      product('a'),
      { __typename: 'User', id: 'a' },
      product(day),
      product(day.toJSON()),
      product(Number.NaN),
      product(null),
    ];
    expect(all.map(batch.add)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('keeps flat values apart that have the same characters, and other types', () => {
    const batch = createBatch();
    const all = ['1', 1, true, 'true', null, 'null', '', ' ', -0, 0, Number.POSITIVE_INFINITY].map(product);
    const beside = [
      { __typename: 'Product', id: 'a', name: 'b' },
      { __typename: 'Product', id: 'a name 1"b' },
      { __typename: 'Product', id: 1, name: 2 },
      { __typename: 'Product', id: '1 name 2' },
      { __typename: 'Product', name: 2, id: 1 },
    ];
    expect([...all, ...beside].map(batch.add)).toEqual([...all, ...beside].map((_, index) => index));
    expect([...all, ...beside].map((each) => batch.add({ ...each }))).toEqual(
      [...all, ...beside].map((_, index) => index),
    );
  });

  it('keeps values apart that JSON has no word for', () => {
    const batch = createBatch();
    expect([product(1n), product(1n)].map(batch.add)).toEqual([0, 1]);
  });
});

describe('what is received', () => {
  it('is copied for every further entity, so that none is written twice', () => {
    const [first, second] = distribute([{ seller: { id: 's' } }], [share([0, 0]), share([0])]);
    const all = [...first!, ...second!] as { seller: object }[];
    expect(all).toEqual([{ seller: { id: 's' } }, { seller: { id: 's' } }, { seller: { id: 's' } }]);
    expect(new Set(all.map(({ seller }) => seller)).size).toBe(3);
  });

  it('has its errors at each entity, in their order', () => {
    const batch = createBatch();
    batch.add(product('a'));
    batch.add(product('b'));
    const late = { message: 'late', path: ['_entities', 0, 'price'] };
    const early = { message: 'early', path: ['_entities', 1, 'price'] };
    const placed = errorsFor(share([1, 0, 1]), [late, early], batch);
    expect(placed.map(({ error, entity }) => [error.message, entity])).toEqual([
      ['early', 0],
      ['late', 1],
      ['early', 2],
    ]);
  });

  it('has no errors of entities that another place asked for', () => {
    const batch = createBatch();
    batch.add(product('a'));
    batch.add(product('b'));
    expect(errorsFor(share([1]), [{ message: 'a', path: ['_entities', 0] }], batch)).toEqual([]);
  });
});
