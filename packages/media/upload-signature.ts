import { createHmac, timingSafeEqual } from 'node:crypto';

const signatureBytes = (key: string, id: string, expiresMs: number): Buffer =>
  createHmac('sha256', key).update(`upload.${id}.${expiresMs}`).digest();

/** Signature of an upload URL that is valid until `expiresMs`. */
export const signUpload = (key: string, id: string, expiresMs: number): string =>
  signatureBytes(key, id, expiresMs).toString('base64url');

/** True if the signature belongs to this upload and has not expired. */
export function verifyUpload(
  key: string,
  upload: { id: string; expires: string; signature: string },
  nowMs: number,
): boolean {
  const expiresMs = Number(upload.expires);
  if (!Number.isSafeInteger(expiresMs) || expiresMs < nowMs) return false;
  const given = Buffer.from(upload.signature, 'base64url');
  const expected = signatureBytes(key, upload.id, expiresMs);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
