import { createHmac, timingSafeEqual } from 'node:crypto';

const mac = (key: string, id: string, expiresMs: number): Buffer =>
  createHmac('sha256', key).update(`upload.${id}.${expiresMs}`).digest();

/** Proves that this subgraph gave out the address of an upload, good until `expiresMs`. */
export const signUpload = (key: string, id: string, expiresMs: number): string =>
  mac(key, id, expiresMs).toString('base64url');

/** Whether `signature` was made for this upload and it is not too late. */
export function verifyUpload(
  key: string,
  upload: { id: string; expires: string; signature: string },
  nowMs: number,
): boolean {
  const expiresMs = Number(upload.expires);
  if (!Number.isSafeInteger(expiresMs) || expiresMs < nowMs) return false;
  const given = Buffer.from(upload.signature, 'base64url');
  const expected = mac(key, upload.id, expiresMs);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
