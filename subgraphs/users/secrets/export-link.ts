import { type Digest, sameDigest } from './digests.ts';

/** Path of the route for data exports. */
export const exportPath = '/data-exports';

const tokenOf = (digest: Digest, exportId: string): string => digest('data-export', exportId);

/** URL of an export. Anyone with the URL can read the export; its token of 256 bits cannot be guessed. */
export const exportLink = (digest: Digest, publicUrl: string, exportId: string): string =>
  new URL(`${exportPath}/${exportId}?token=${tokenOf(digest, exportId)}`, publicUrl).href;

export const isExportToken = (digest: Digest, exportId: string, token: string): boolean =>
  sameDigest(tokenOf(digest, exportId), token);
