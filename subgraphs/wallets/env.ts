import { flag } from '@soko/env';
import { nodeEnv, oldSealKeys, publicUrl, sealKey } from '@soko/env/known';
import { parseMoney } from '@soko/money';
import { reviewVariables } from '@soko/money/review-limits';
import { z } from 'zod';
import { refundFeePolicies } from './domain/cash/refund-fee.ts';
import { sepaText } from './domain/payouts/pain001.ts';

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

/** `EUR=10.00,KES=500.00`: amounts by currency, in minor units. */
const minimums = z
  .string()
  .default('EUR=5.00,GBP=5.00,USD=5.00,KES=100.00')
  .transform((text, context) => {
    const found = new Map<string, bigint>();
    for (const part of text.split(',').map((each) => each.trim())) {
      if (part === '') continue;
      const [currency = '', amount = ''] = part.split('=');
      try {
        found.set(currency, parseMoney(amount, currency).amountMinor);
      } catch {
        const message = 'must list currencies with amounts, such as `EUR=10.00,KES=500.00`';
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
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
  PAYOUT_HOLD_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(60)
    .default(7)
    .describe(
      'Days after the delivery for which a sale is not paid out to its seller, unless the buyer confirms receipt.',
    ),
  PAYOUT_EVERY_HOURS: z.coerce
    .number()
    .int()
    .min(0)
    .max(744)
    .default(24)
    .describe(
      'Hours between two scheduled runs of payouts, counted from midnight UTC. 0: sellers and administrators ask for them.',
    ),
  PAYOUT_MINIMUMS: minimums.describe(
    'Smallest payouts by currency, such as `EUR=10.00,KES=500.00`. Other currencies have none.',
  ),
  PAYOUT_BANK_NAME: z
    .string()
    .min(1)
    .max(70)
    .refine((name) => sepaText(name, 70) !== '', 'has no letter that the banks of SEPA take')
    .optional()
    .describe('Name of the owner of the bank account from which sellers are paid, for files of payouts.'),
  PAYOUT_BANK_IBAN: z
    .string()
    .regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/, 'is not an IBAN without spaces')
    .optional()
    .describe('IBAN of that account. Omit it to make no files of payouts: payouts to bank accounts wait.'),
  PAYOUT_BANK_BIC: z
    .string()
    .regex(/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'is not a BIC')
    .optional()
    .describe('BIC of its bank, if the bank asks for it.'),
  WALLETS_INVOICE_ISSUER: z
    .string()
    .min(1)
    .max(500)
    .default('Soko')
    .describe(
      'Name and address on invoices to sellers, with `|` between lines, such as `Soko Ltd|Moi Avenue 1|Nairobi`.',
    ),
  WALLETS_INVOICE_ISSUER_TAX_ID: z
    .string()
    .min(1)
    .max(40)
    .optional()
    .describe('Tax number on invoices to sellers. Default: none.'),
  WALLETS_INVOICE_VAT_BASIS_POINTS: z.coerce
    .number()
    .int()
    .min(0)
    .max(9_999)
    .default(0)
    .describe(
      'Value added tax that is in fees and adverts, in basis points: 1600 is 16 %. Invoices show it, and the ledger owes it.',
    ),
  WALLETS_EXCISE: rates.describe(
    'Excise on deposits in basis points by country, such as `KE=1500`. The country is that of the currency. Default: none.',
  ),
  WALLETS_WITHHOLDING: rates.describe(
    'Withholding tax on withdrawals in basis points by country, such as `KE=2000`, rounded to whole shillings. Default: none.',
  ),
};
