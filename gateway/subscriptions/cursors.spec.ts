import { describe, expect, it } from '@jest/globals';
import { altered } from '@soko/testing/altered';
import { createCursors } from './cursors.ts';
import { resumeFromIn } from './resume-from.ts';

const positionsOf = (...offsets: number[]) =>
  new Map(offsets.map((offset, partition) => [`orders.order/${partition}`, offset]));

describe('a cursor', () => {
  const cursors = createCursors('of-all-gateways');

  it('is read by every gateway with the key, and by no other', () => {
    const bookmark = { positions: positionsOf(1, 20, 300), states: new Map([['abcd', 'abcdefgh']]) };
    const cursor = cursors.write(bookmark);
    expect(createCursors('of-all-gateways').read(cursor)).toEqual(bookmark);
    expect(createCursors(['new', 'of-all-gateways']).read(cursor)).toEqual(bookmark);
    expect(createCursors('of-another').read(cursor)).toBeNull();
    expect(createCursors().read(cursor)).toBeNull();
  });

  it('says nothing about positions, not even by its length', () => {
    const [small, large] = [
      cursors.write({ positions: positionsOf(1, 2), states: new Map() }),
      cursors.write({ positions: positionsOf(987_654, 123_456_789), states: new Map() }),
    ];
    expect(small).toHaveLength(large.length);
    expect(cursors.write({ positions: positionsOf(1, 2), states: new Map() })).not.toBe(small);
    expect(Buffer.from(small, 'base64url').toString('latin1')).not.toContain('orders');
  });

  it('that was altered is not read', () => {
    const cursor = cursors.write({ positions: positionsOf(1), states: new Map() });
    expect(cursors.read(altered(cursor))).toBeNull();
    expect(cursors.read('nonsense')).toBeNull();
    expect(cursors.read('')).toBeNull();
  });
});

describe('the place to resume from', () => {
  it.each([
    [undefined, undefined],
    [null, undefined],
    [{}, undefined],
    [{ resumeFrom: null }, null],
    [{ resumeFrom: 'v2.abc' }, 'v2.abc'],
  ])('of %j is %j', (extensions, expected) => {
    expect(resumeFromIn(extensions)).toBe(expected);
  });

  it.each([7, true, {}, ['v2'], 'x'.repeat(5_000)])('is not %j', (resumeFrom) => {
    expect(() => resumeFromIn({ resumeFrom })).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'extensions.resumeFrom' } }),
    );
  });
});
