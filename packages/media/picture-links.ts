import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Keys, listKeys } from '@soko/env/keys';

/** The parts of a link. */
export interface PictureLink {
  id: string;
  expiresMs: number;
  signature: string;
}

/** Links to pictures that only some people see. */
export interface PictureLinks {
  /** Path below which the pictures are, such as `/chat/pictures`. */
  path: string;
  /** A link to one picture, signed with the current key. */
  urlOf(keys: Keys, publicUrl: string, id: string, expiresMs: number): string;
  /** True if the link was signed with one of the keys and has not expired. */
  isValid(keys: Keys, link: PictureLink, nowMs: number): boolean;
}

/** Signs links to pictures below a path. The purpose keeps the links of one path from opening another. */
export function createPictureLinks({ purpose, path }: { purpose: string; path: string }): PictureLinks {
  const signatureOf = (key: string, id: string, expiresMs: number): string =>
    createHmac('sha256', key)
      .update(`${purpose}.${JSON.stringify([id, expiresMs])}`)
      .digest('base64url');
  return {
    path,
    urlOf: (keys, publicUrl, id, expiresMs) =>
      `${publicUrl}${path}/${id}?expires=${expiresMs}&signature=${signatureOf(listKeys(keys)[0], id, expiresMs)}`,
    isValid(keys, { id, expiresMs, signature }, nowMs) {
      if (!Number.isSafeInteger(expiresMs) || expiresMs < nowMs) return false;
      const given = Buffer.from(signature);
      return listKeys(keys).some((key) => {
        const expected = Buffer.from(signatureOf(key, id, expiresMs));
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
    },
  };
}
