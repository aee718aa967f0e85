import { describe, expect, it } from '@jest/globals';
import { createMerge } from './merge-entity.ts';

/** Merges one object into an entity, and tells whether it was left to the general way. */
function merged(entity: unknown, received: unknown): { entity: unknown; isGeneral: boolean } {
  let isGeneral = false;
  const merge = createMerge(
    [received],
    () => received,
    () => (isGeneral = true),
  );
  merge(entity, 0);
  return { entity, isGeneral };
}

describe('what was received for an entity', () => {
  it('is added to it, value by value, and replaces what it had', () => {
    const received = { name: 'new', price: null, toString: 'text' };
    const { entity, isGeneral } = merged({ id: 'a', name: 'old', price: 1 }, received);
    expect(isGeneral).toBe(false);
    expect(JSON.stringify(entity)).toBe('{"id":"a","name":"new","price":null,"toString":"text"}');
  });

  it.each([null, '', 0, false])('leaves the entity its type when it has %p instead', (__typename) => {
    expect(merged({ __typename: 'Product' }, { __typename, name: 'a' }).entity).toEqual({
      __typename: 'Product',
      name: 'a',
    });
  });

  const odd: unknown[] = [
    { seller: { id: 's' } },
    { tags: [] },
    null,
    undefined,
    'text',
    ['a'],
    JSON.parse('{"__proto__":"a"}'),
  ];
  it.each(odd)('is left to the general way: %p', (received) => {
    expect(merged({ id: 'a' }, received)).toEqual({ entity: { id: 'a' }, isGeneral: true });
  });

  it.each([null, 'text', [{ id: 'a' }]])('is left to the general way for an entity that is %p', (entity) => {
    expect(merged(entity, { name: 'a' }).isGeneral).toBe(true);
  });
});
