import type { Keys } from '@soko/env/keys';
import { BrokenSeal, seal, unseal } from '@soko/seal';

/** Path of the route for files of a feed. */
export const feedUploadPath = '/feed-uploads';

const purpose = 'feed-upload';

/** URL to which the file of an import is sent. Anyone with the URL can send it, once, until it expires. */
export const feedUploadLink = (keys: Keys, publicUrl: string, importId: string, expiresAt: Date): string =>
  new URL(`${feedUploadPath}?token=${seal(keys, purpose, JSON.stringify({ importId, expiresAt }))}`, publicUrl).href;

/** The import that a token is for, or null for a wrong or expired one. */
export function readFeedUploadToken(keys: Keys, token: string, now: Date): string | null {
  try {
    const { importId, expiresAt } = JSON.parse(unseal(keys, purpose, token)) as Record<string, string>;
    return importId !== undefined && new Date(expiresAt ?? 0) > now ? importId : null;
  } catch (error) {
    if (error instanceof BrokenSeal) return null;
    throw error;
  }
}
