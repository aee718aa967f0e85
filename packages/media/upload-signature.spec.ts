import { describe, expect, it } from '@jest/globals';
import { signUpload, verifyUpload } from './upload-signature.ts';

describe('the signature of an upload', () => {
  const good = { id: 'upl_1', expires: '2000', signature: signUpload('key', 'upl_1', 2_000) };

  it('is valid for its upload, until it expires, with its key', () => {
    expect(verifyUpload('key', good, 2_000)).toBe(true);
    expect(verifyUpload('key', good, 2_001)).toBe(false);
    expect(verifyUpload('other', good, 1_000)).toBe(false);
    expect(verifyUpload('key', { ...good, id: 'upl_2' }, 1_000)).toBe(false);
    expect(verifyUpload('key', { ...good, expires: '3000' }, 1_000)).toBe(false);
    expect(verifyUpload('key', { ...good, expires: 'never' }, 1_000)).toBe(false);
    expect(verifyUpload('key', { ...good, signature: '' }, 1_000)).toBe(false);
  });
});
