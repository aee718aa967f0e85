import { describe, expect, it } from '@jest/globals';
import { createBatch, createHandOut, errorsFor, type Share } from './batch.ts';

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

  it('keeps values apart that JSON has no word for', () => {
    const batch = createBatch();
    expect([product(1n), product(1n)].map(batch.add)).toEqual([0, 1]);
  });
});

describe('what is received', () => {
  it('is copied for every further entity, so that none is written twice', () => {
    const handOut = createHandOut([{ seller: { id: 's' } }], [{ numbers: [0, 0] }, { numbers: [0] }]);
    const all = [handOut(0), handOut(0), handOut(0)] as { seller: object }[];
    expect(all).toEqual([{ seller: { id: 's' } }, { seller: { id: 's' } }, { seller: { id: 's' } }]);
    expect(new Set(all.map(({ seller }) => seller)).size).toBe(3);
  });

  it('does not have what was added to it elsewhere', () => {
    const handOut = createHandOut([{ id: 'a' }], [{ numbers: [0, 0] }]);
    (handOut(0) as { name: string }).name = 'A';
    expect(handOut(0)).toEqual({ id: 'a' });
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
