import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Keys, listKeys } from '@soko/env/keys';

/** The parts of a link that its signature covers. `link` is random, so that every link differs. */
export interface DownloadLink {
  lineId: string;
  fileId: string;
  expiresMs: number;
  link: string;
}

const signatureOf = (key: string, { lineId, fileId, expiresMs, link }: DownloadLink): string =>
  createHmac('sha256', key)
    .update(`soko.download.${JSON.stringify([lineId, fileId, expiresMs, link])}`)
    .digest('base64url');

/** A new link for one file of one line, signed with the current key. */
export function downloadUrl(keys: Keys, publicUrl: string, file: Omit<DownloadLink, 'link'>): string {
  const link = randomBytes(12).toString('base64url');
  const signature = signatureOf(listKeys(keys)[0], { ...file, link });
  const { lineId, fileId, expiresMs } = file;
  return `${publicUrl}/downloads/${lineId}/${fileId}?expires=${expiresMs}&link=${link}&signature=${signature}`;
}

/** True if the link was signed with one of the keys and has not expired. */
export function isValidDownload(keys: Keys, link: DownloadLink, signature: string, nowMs: number): boolean {
  if (!Number.isSafeInteger(link.expiresMs) || link.expiresMs < nowMs) return false;
  const given = Buffer.from(signature);
  return listKeys(keys).some((key) => {
    const expected = Buffer.from(signatureOf(key, link));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
