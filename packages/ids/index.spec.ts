import { describe, expect, it } from '@jest/globals';
import { isId, newId, stableId, timeOfId } from './index.ts';

describe('an id', () => {
  it('is known by its prefix', () => {
    expect(isId('prd', newId('prd'))).toBe(true);
    expect(isId('prd', newId('var'))).toBe(false);
    expect(isId('prd', `${newId('prd')}x`)).toBe(false);
  });

  it('has the time at which it was made', () => {
    const before = Date.now();
    const time = timeOfId(newId('ses'))!.getTime();
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
    expect(timeOfId('ses_1')).toBeNull();
  });

  it('is new each time, and sorts after those made before it', () => {
    const ids = Array.from({ length: 10_000 }, () => newId('evt'));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids.map((id) => id.slice(-12))).size).toBe(ids.length);
  });
});

describe('a stable id', () => {
  const at = new Date('2026-03-01T12:00:00Z');

  it('is the same for the same key and moment, and another for others', () => {
    expect(stableId('prd', 'oak-lamp', at)).toBe(stableId('prd', 'oak-lamp', at));
    expect(stableId('prd', 'oak-lamp', at)).not.toBe(stableId('prd', 'elm-lamp', at));
    expect(stableId('prd', 'oak-lamp', at)).not.toBe(stableId('prd', 'oak-lamp', new Date(at.getTime() + 1)));
  });

  it('looks like any other and sorts by its moment', () => {
    expect(isId('prd', stableId('prd', 'oak-lamp', at))).toBe(true);
    expect(stableId('prd', 'z', at) < stableId('prd', 'a', new Date(at.getTime() + 1))).toBe(true);
  });
});
