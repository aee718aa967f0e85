import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { BrokenSeal } from './broken-seal.ts';

/** A new key for personal data: 256 random bits in base64url. */
export const newPersonalKey = (): string => randomBytes(32).toString('base64url');

/** `p1.<key id>.<iv>.<tag>.<cipher text>`. Ids have no dots. */
const shape = /^p1\.([\w-]+)\.([\w-]{16})\.([\w-]{22})\.([\w-]*)$/;

/**
 * Encrypts a personal value with a key of its own (AES-256-GCM), kept elsewhere: once the key is destroyed, no copy of the
 * sealed value can be opened. The id of the key is readable in it and authenticated.
 */
export function sealPersonal(key: string, keyId: string, value: unknown): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'base64url'), iv).setAAD(Buffer.from(keyId));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return ['p1', keyId, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.');
}

/** True for a value in the form that `sealPersonal` returns. */
export const isPersonalSeal = (value: unknown): value is string => typeof value === 'string' && shape.test(value);

/** The value in `sealed`. Throws `BrokenSeal` when it was sealed with another key or altered. */
export function unsealPersonal(key: string, sealed: string): unknown {
  const [, keyId, iv, tag, text] = shape.exec(sealed) ?? [];
  if (keyId === undefined) throw new BrokenSeal('This is not a sealed personal value.');
  try {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64url'), Buffer.from(iv!, 'base64url'));
    decipher.setAAD(Buffer.from(keyId)).setAuthTag(Buffer.from(tag!, 'base64url'));
    return JSON.parse(decipher.update(Buffer.from(text!, 'base64url'), undefined, 'utf8') + decipher.final('utf8'));
  } catch (cause) {
    throw new BrokenSeal(`The personal data of ${keyId} cannot be opened with this key.`, { cause });
  }
}
