import { flag } from '@soko/env';
import { nodeEnv, oldSealKeys, publicUrl, sealKey } from '@soko/env/known';
import { reviewVariables } from '@soko/money/review-limits';
import { z } from 'zod';
import { refundFeePolicies } from './domain/cash/refund-fee.ts';

const ms = z.coerce.number().int().positive();

/** `KE=1500,UG=50`: basis points by country. */
const rates = z
  .string()
  .default('')
  .transform((text, context) => {
    const found = new Map<string, number>();
    for (const part of text.split(',').map((each) => each.trim())) {
      if (part === '') continue;
      const [, country, points] = /^([A-Z]{2})=(\d{1,4})$/.exec(part) ?? [];
      if (country === undefined) {
        const message = 'must list countries with basis points below 10000, such as `KE=1500,UG=50`';
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
      found.set(country, Number(points));
    }
    return found;
  });

/** The variables of the wallets subgraph. */
export const walletsEnv = {
  SOKO_SEAL_KEY: sealKey,
  SOKO_SEAL_KEYS_OLD: oldSealKeys,
  NODE_ENV: nodeEnv,
  WALLETS_SIMULATED_FEED: flag
    .default(false)
    .describe('Plays matches that do not exist, with moving odds, to try betting. Refused in production.'),
  WALLETS_SIMULATED_MATCH_MS: ms.default(600_000).describe('Time that a simulated match takes.'),
  SOKO_PUBLIC_URL: publicUrl,
  ...reviewVariables,
  WALLETS_LOOK_AFTER_MS: ms
    .default(30_000)
    .describe('Time to wait for the outcome of a deposit or withdrawal before payments is asked.'),
  WALLETS_REVIEW_AFTER_MS: ms
    .default(3_600_000)
    .describe('Time after which a withdrawal with an unknown outcome goes to support.'),
  WALLETS_CASH_OUT_MARGIN_BASIS_POINTS: z.coerce
    .number()
    .int()
    .min(0)
    .max(5_000)
    .default(500)
    .describe('Share of the value of a bet that is kept when it is cashed out, in basis points: 500 is 5 %.'),
  WALLETS_SETTLEMENT_PAGE: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(1_000)
    .describe('Bets that are settled in one transaction of the database.'),
  WALLETS_SETTLEMENT_LANES: z.coerce
    .number()
    .int()
    .min(1)
    .max(8)
    .default(2)
    .describe('Pages of bets that one process settles at the same time. Each takes a connection to the database.'),
  WALLETS_REFUND_FEE: z
    .enum(refundFeePolicies)
    .default('RETURN')
    .describe(
      'Marketplace fee in refunds: `RETURN` gives its part back, `KEEP` leaves it with Soko at the expense of the seller, `BY_CAUSE` keeps it after disputes and chargebacks only.',
    ),
  WALLETS_EXCISE: rates.describe(
    'Excise on deposits in basis points by country, such as `KE=1500`. The country is that of the currency. Default: none.',
  ),
  WALLETS_WITHHOLDING: rates.describe(
    'Withholding tax on withdrawals in basis points by country, such as `KE=2000`, rounded to whole shillings. Default: none.',
  ),
};
