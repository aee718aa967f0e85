import type { Keys } from '@soko/env/keys';
import { BrokenSeal, seal, unseal } from '@soko/seal';

/** Path of the route for statements. */
export const statementPath = '/wallet-statements';

const purpose = 'wallet-statement';

/** A statement that a link opens. */
export interface StatementGrant {
  walletId: string;
  from: Date;
  to: Date;
  expiresAt: Date;
}

/** URL of a statement. Anyone with the URL can read it until it expires. */
export const statementLink = (keys: Keys, publicUrl: string, grant: StatementGrant): string =>
  new URL(`${statementPath}?token=${seal(keys, purpose, JSON.stringify(grant))}`, publicUrl).href;

/** The statement that a token opens, or null for a wrong or expired one. */
export function readStatementToken(keys: Keys, token: string, now: Date): StatementGrant | null {
  try {
    const { walletId, ...times } = JSON.parse(unseal(keys, purpose, token)) as Record<keyof StatementGrant, string>;
    const expiresAt = new Date(times.expiresAt);
    return expiresAt > now ? { walletId, from: new Date(times.from), to: new Date(times.to), expiresAt } : null;
  } catch (error) {
    if (error instanceof BrokenSeal) return null;
    throw error;
  }
}
