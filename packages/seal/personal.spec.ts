import { describe, expect, it } from '@jest/globals';
import { altered } from '@soko/testing/altered';
import { BrokenSeal, isPersonalSeal, isSealed, newPersonalKey, sealPersonal, unsealPersonal } from './index.ts';

describe('sealing personal data', () => {
  const key = newPersonalKey();

  it.each(['ada@example.org', '', 'Ünï\nçødé', 7, { city: 'Nairobi' }, ['a']])('gives %j back', (value) => {
    const sealed = sealPersonal(key, 'evt_1', value);
    expect(isPersonalSeal(sealed)).toBe(true);
    expect(sealed).not.toContain('ada@');
    expect(unsealPersonal(key, sealed)).toEqual(value);
  });

  it('stays shut with another key, under the id of another key, and when altered', () => {
    const sealed = sealPersonal(key, 'evt_1', 'ada@example.org');
    expect(() => unsealPersonal(newPersonalKey(), sealed)).toThrow(BrokenSeal);
    expect(() => unsealPersonal(key, sealed.replace('evt_1', 'evt_2'))).toThrow(BrokenSeal);
    expect(() => unsealPersonal(key, altered(sealed))).toThrow(BrokenSeal);
  });

  it.each(['ada@example.org', 'p1.evt_1.x', null, 7, 'p2.evt_1.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA.AA'])(
    'is not what %j is',
    (value) => {
      expect(isPersonalSeal(value)).toBe(false);
    },
  );

  it('differs from what all services can open', () => {
    expect(isSealed(sealPersonal(key, 'evt_1', 'text'))).toBe(false);
  });
});
