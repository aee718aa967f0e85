import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { type Keys, listKeys } from '@soko/env/keys';
import { BrokenSeal } from './broken-seal.ts';

export { BrokenSeal };
export { isPersonalSeal, newPersonalKey, sealPersonal, unsealPersonal } from './personal.ts';

interface Key {
  /** Tells which key opens a value. It is a hash, so it does not reveal the key. */
  id: string;
  bytes: Buffer;
}

const known = new Map<string, Key>();

function keyOf(secret: string): Key {
  const found = known.get(secret);
  if (found !== undefined) return found;
  const bytes = createHash('sha256').update(`soko.seal.${secret}`).digest();
  const id = createHash('sha256').update('soko.seal.id').update(bytes).digest('base64url').slice(0, 8);
  const key = { id, bytes };
  known.set(secret, key);
  return key;
}

/**
 * Encrypts a one-time code or a token, so that it can be part of an event and stay in a log: AES-256-GCM under the current
 * key, which all services share, as `v2.<key id>.<iv>.<tag>.<cipher text>` in base64url. `purpose` is authenticated with it,
 * so a sealed value cannot be used for another purpose.
 */
export function seal(keys: Keys, purpose: string, text: string): string {
  const { id, bytes } = keyOf(listKeys(keys)[0]);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return ['v2', id, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.');
}

/** `v1` values were made before values had a key id. */
const shape = /^(?:v1|v2\.([\w-]{8}))\.([\w-]{16})\.([\w-]{22})\.([\w-]*)$/;

/** True for a value in a form that `seal` returns. Analytics leaves such values out of its record. */
export const isSealed = (value: string): boolean => shape.test(value);

/**
 * The text of a value that was sealed with one of the keys. Throws `BrokenSeal` when the value has another key, another
 * purpose or another form.
 */
export function unseal(keys: Keys, purpose: string, sealed: string): string {
  const parts = shape.exec(sealed);
  if (parts === null) throw new BrokenSeal('This is not a sealed value.');
  const [, id, iv, tag, text] = parts.map((part: string | undefined) => part ?? '') as [string, ...string[]];
  const fitting = listKeys(keys)
    .map(keyOf)
    .filter((key) => id === '' || key.id === id);
  let cause: unknown = new Error(`No key has the id ${id}.`);
  for (const { bytes } of fitting) {
    try {
      const decipher = createDecipheriv('aes-256-gcm', bytes, Buffer.from(iv!, 'base64url'));
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(Buffer.from(tag!, 'base64url'));
      return decipher.update(Buffer.from(text!, 'base64url'), undefined, 'utf8') + decipher.final('utf8');
    } catch (error) {
      cause = error;
    }
  }
  throw new BrokenSeal('This sealed value cannot be opened with these keys and this purpose.', { cause });
}
