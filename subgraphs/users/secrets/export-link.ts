import { type Digest, sameDigest } from './digests.ts';

/** Path of the route that hands out data exports. */
export const exportPath = '/data-exports';

const tokenOf = (digest: Digest, exportId: string): string => digest('data-export', exportId);

/** Where an export is. Whoever has the address may read it: 256 bits of it cannot be guessed. */
export const exportLink = (digest: Digest, publicUrl: string, exportId: string): string =>
  new URL(`${exportPath}/${exportId}?token=${tokenOf(digest, exportId)}`, publicUrl).href;

export const isExportToken = (digest: Digest, exportId: string, token: string): boolean =>
  sameDigest(tokenOf(digest, exportId), token);
