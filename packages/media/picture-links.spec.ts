import { describe, expect, it } from '@jest/globals';
import { createPictureLinks } from './picture-links.ts';

describe('the link of a picture', () => {
  const links = createPictureLinks({ purpose: 'soko.chat-picture', path: '/chat/pictures' });
  const url = new URL(links.urlOf('key', 'https://soko.example', 'pic_1', 2_000));
  const link = { id: 'pic_1', expiresMs: 2_000, signature: url.searchParams.get('signature')! };

  it('is valid for its picture, until it expires, with its key or an older one', () => {
    expect(url.pathname).toBe('/chat/pictures/pic_1');
    expect(links.isValid('key', link, 2_000)).toBe(true);
    expect(links.isValid(['new', 'key'], link, 2_000)).toBe(true);
  });

  it.each([
    [{ ...link, id: 'pic_2' }, 1_000],
    [{ ...link, expiresMs: 3_000 }, 1_000],
    [{ ...link, expiresMs: Number.NaN }, 1_000],
    [{ ...link, signature: '' }, 1_000],
    [link, 2_001],
  ])('is invalid otherwise: %j at %d', (other, nowMs) => {
    expect(links.isValid('key', other, nowMs)).toBe(false);
  });

  it('is invalid with another key, and for another purpose', () => {
    expect(links.isValid('other', link, 1_000)).toBe(false);
    const others = createPictureLinks({ purpose: 'soko.case-picture', path: '/chat/pictures' });
    expect(others.isValid('key', link, 1_000)).toBe(false);
  });

  it('stays as earlier versions signed it', () => {
    expect(link.signature).toBe('6xw9on_vFRxPVh6z5gwYIi-JpKUYJ52V4aI2qvwqHYQ');
  });
});
