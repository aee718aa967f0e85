import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** The sealed value was made with another key or for another purpose, or was altered. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal';
}

const keys = new Map<string, Buffer>();

function keyOf(secret: string): Buffer {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const key = createHash('sha256').update(`soko.seal.${secret}`).digest();
  keys.set(secret, key);
  return key;
}

/**
 * Encrypts a one-time code or a token, so that it can be part of an event and stay in a log: AES-256-GCM under a key
 * shared by the services, as `v1.<iv>.<tag>.<cipher text>` in base64url. `purpose` is authenticated with it, so a
 * sealed value cannot be used for another purpose.
 */
export function seal(secret: string, purpose: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), iv).setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return ['v1', iv, cipher.getAuthTag(), sealed]
    .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
    .join('.');
}

/** True for a value in the form that `seal` returns. Analytics leaves such values out of its record. */
export const isSealed = (value: string): boolean => /^v1\.[\w-]{16}\.[\w-]{22}\.[\w-]*$/.test(value);

/** The text of a sealed value. Throws `BrokenSeal` when the key, the purpose or the cipher text differs. */
export function unseal(secret: string, purpose: string, sealed: string): string {
  const [version, iv, tag, text] = sealed.split('.');
  if (version !== 'v1' || iv === undefined || tag === undefined || text === undefined) {
    throw new BrokenSeal('This is not a sealed value.');
  }
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), Buffer.from(iv, 'base64url'));
    decipher.setAAD(Buffer.from(purpose)).setAuthTag(Buffer.from(tag, 'base64url'));
    return decipher.update(Buffer.from(text, 'base64url'), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new BrokenSeal('This sealed value cannot be opened with this key and purpose.', { cause });
  }
}
