import type { z } from 'zod';
import type { PayoutSettings } from './domain/payouts/payout-settings.ts';
import type { walletsEnv } from './env.ts';

const hourMs = 3_600_000;

type PayoutVariable =
  | 'PAYOUT_MINIMUMS'
  | 'PAYOUT_HOLD_DAYS'
  | 'PAYOUT_EVERY_HOURS'
  | 'PAYOUT_BANK_NAME'
  | 'PAYOUT_BANK_IBAN'
  | 'PAYOUT_BANK_BIC';

/** The settings of payouts from the variables. */
export function payoutSettings(env: Pick<z.infer<z.ZodObject<typeof walletsEnv>>, PayoutVariable>): PayoutSettings {
  const { PAYOUT_BANK_NAME: name, PAYOUT_BANK_IBAN: iban, PAYOUT_BANK_BIC: bic = null } = env;
  return {
    minimums: env.PAYOUT_MINIMUMS,
    holdMs: env.PAYOUT_HOLD_DAYS * 24 * hourMs,
    everyMs: env.PAYOUT_EVERY_HOURS === 0 ? null : env.PAYOUT_EVERY_HOURS * hourMs,
    bank: name === undefined || iban === undefined ? null : { name, iban, bic },
  };
}
