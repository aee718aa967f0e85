import type { Keys } from '@soko/env/keys';
import { BrokenSeal, seal, unseal } from '@soko/seal';

/** Path of the route for files with codes. */
export const codesPath = '/orders/promotion-codes';

const purpose = 'promotion-codes';

/** The file that a link opens. */
export interface CodesGrant {
  batchId: string;
  expiresAt: Date;
}

/** URL of the codes of a batch. Anyone with the URL can read them until it expires. */
export const codesLink = (keys: Keys, publicUrl: string, grant: CodesGrant): string =>
  new URL(`${codesPath}?token=${seal(keys, purpose, JSON.stringify(grant))}`, publicUrl).href;

/** The batch that a token opens, or null for a wrong or expired one. */
export function readCodesToken(keys: Keys, token: string, now: Date): CodesGrant | null {
  try {
    const { batchId, expiresAt } = JSON.parse(unseal(keys, purpose, token)) as Record<keyof CodesGrant, string>;
    const until = new Date(expiresAt);
    return until > now ? { batchId, expiresAt: until } : null;
  } catch (error) {
    if (error instanceof BrokenSeal) return null;
    throw error;
  }
}
