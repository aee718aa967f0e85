import type { Keys } from '@soko/env/keys';
import { BrokenSeal, seal, unseal } from '@soko/seal';

/** Path of the route for statements of sellers. */
export const sellerStatementPath = '/seller-statements';

const purpose = 'seller-statement';

/** A statement that a link opens. */
export interface SellerStatementGrant {
  sellerId: string;
  currency: string;
  from: Date;
  until: Date;
  expiresAt: Date;
}

/** URL of a statement. Anyone with the URL can read it until it expires. */
export const sellerStatementLink = (keys: Keys, publicUrl: string, grant: SellerStatementGrant): string =>
  new URL(`${sellerStatementPath}?token=${seal(keys, purpose, JSON.stringify(grant))}`, publicUrl).href;

/** The statement that a token opens, or null for a wrong or expired one. */
export function readSellerStatementToken(keys: Keys, token: string, now: Date): SellerStatementGrant | null {
  try {
    const written = JSON.parse(unseal(keys, purpose, token)) as Record<keyof SellerStatementGrant, string>;
    const { sellerId, currency } = written;
    const expiresAt = new Date(written.expiresAt);
    if (expiresAt <= now) return null;
    return { sellerId, currency, from: new Date(written.from), until: new Date(written.until), expiresAt };
  } catch (error) {
    if (error instanceof BrokenSeal) return null;
    throw error;
  }
}
