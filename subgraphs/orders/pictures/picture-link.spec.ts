import { describe, expect, it } from '@jest/globals';
import { isValidPictureLink, pictureUrl } from './picture-link.ts';

describe('the link of a picture', () => {
  const url = new URL(pictureUrl('key', 'https://soko.example', 'cpi_1', 2_000));
  const link = { id: 'cpi_1', expiresMs: 2_000, signature: url.searchParams.get('signature')! };

  it('is valid for its picture, until it expires, with its key or an older one', () => {
    expect(url.pathname).toBe('/orders/pictures/cpi_1');
    expect(isValidPictureLink('key', link, 2_000)).toBe(true);
    expect(isValidPictureLink(['new', 'key'], link, 2_000)).toBe(true);
  });

  it.each([
    [{ ...link, id: 'cpi_2' }, 1_000],
    [{ ...link, expiresMs: 3_000 }, 1_000],
    [{ ...link, expiresMs: Number.NaN }, 1_000],
    [{ ...link, signature: '' }, 1_000],
    [link, 2_001],
  ])('is invalid otherwise: %j at %d', (other, nowMs) => {
    expect(isValidPictureLink('key', other, nowMs)).toBe(false);
  });

  it('is invalid with another key', () => {
    expect(isValidPictureLink('other', link, 1_000)).toBe(false);
  });
});
