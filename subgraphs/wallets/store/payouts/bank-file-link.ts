import type { Keys } from '@soko/env/keys';
import { BrokenSeal, seal, unseal } from '@soko/seal';

/** Path of the route for files for the bank. */
export const bankFilePath = '/bank-files';

const purpose = 'bank-file-link';

/** URL of a file. Anyone with the URL can read it until it expires. */
export const bankFileLink = (keys: Keys, publicUrl: string, grant: { bankFileId: string; expiresAt: Date }): string =>
  new URL(`${bankFilePath}?token=${seal(keys, purpose, JSON.stringify(grant))}`, publicUrl).href;

/** Id of the file that a token opens, or null for a wrong or expired one. */
export function readBankFileToken(keys: Keys, token: string, now: Date): string | null {
  try {
    const { bankFileId, expiresAt } = JSON.parse(unseal(keys, purpose, token)) as Record<
      'bankFileId' | 'expiresAt',
      string
    >;
    return new Date(expiresAt) > now ? bankFileId : null;
  } catch (error) {
    if (error instanceof BrokenSeal) return null;
    throw error;
  }
}
