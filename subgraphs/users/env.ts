import { count, days, flag } from '@soko/env';
import { nodeEnv, oldSealKeys, publicUrl, sealKey, tokenIssuer } from '@soko/env/known';
import { parseMoney } from '@soko/money';
import { z } from 'zod';
import { standardCost } from './secrets/password-cost.ts';

/** The variables that decide how expensive a password hash is. */
const passwordCostEnv = {
  NODE_ENV: nodeEnv,
  USERS_PASSWORD_MEMORY_KIB: z.coerce
    .number()
    .int()
    .min(8)
    .max(1_048_576)
    .default(standardCost.memoryKib)
    .describe('Memory of one argon2id password hash, in KiB. A value below the default is refused in production.'),
  USERS_PASSWORD_PASSES: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(standardCost.passes)
    .describe(
      'Passes of one argon2id password hash over its memory. A value below the default is refused in production.',
    ),
};

/** `29.00 EUR`, or `none`. */
const price = z
  .string()
  .default('29.00 EUR')
  .transform((text, context) => {
    if (text === 'none') return null;
    const [amount = '', currency = ''] = text.split(' ');
    try {
      const money = parseMoney(amount, currency);
      if (money.amountMinor > 0n) return money;
    } catch {
      // The message below says what is wrong.
    }
    context.addIssue({
      code: 'custom',
      message: 'must be an amount with its currency, such as `29.00 EUR`, or `none`',
    });
    return z.NEVER;
  });

/** The variables of the users subgraph. */
export const usersEnv = {
  ...passwordCostEnv,
  SOKO_JWT_PRIVATE_KEY: z
    .string()
    .describe('Private key that signs access tokens: PKCS8 PEM (`\\n` for line ends) or a JWK, Ed25519 or P-256.'),
  SOKO_JWT_RETIRED_KEYS: z
    .string()
    .optional()
    .describe(
      'Previous signing keys whose tokens are still accepted: PEM blocks, a JWK or a JWK set. Public keys suffice.',
    ),
  TOKEN_ISSUER: tokenIssuer,
  SOKO_OTP_KEY: z
    .string()
    .min(32, 'is shorter than 32 characters; use a random key')
    .describe('Digests one-time codes, rate-limit keys and export links. At least 32 characters, used only by users.'),
  SOKO_SEAL_KEY: sealKey,
  SOKO_SEAL_KEYS_OLD: oldSealKeys,
  SOKO_PUBLIC_URL: publicUrl,
  LOCAL_ACCOUNTS: flag
    .default(true)
    .describe('Allows sign-up and log-in with a password. Set to `false` when all users come from an OIDC provider.'),
  ACCESS_TOKEN_MINUTES: count(15).describe('Lifetime of an access token, in minutes.'),
  REFRESH_TOKEN_DAYS: count(30).describe('Time after which an unused session expires, in days.'),
  STORE_PLAN_PRICE: price.describe(
    'Price of the plan GROWTH for a month, which stores pay by card. `none`: it is not for sale. Stores that have the plan keep their price.',
  ),
  STORE_PLAN_MINTS: count(250).describe('Tokens (NFTs) that a store may mint in a month with the plan GROWTH.'),
  STORE_PLAN_GRACE_DAYS: days(7).describe('Days for which a store keeps its plan after a renewal was declined.'),
  LOG_IN_TRIES_PER_ACCOUNT: count(20).describe(
    'Wrong passwords allowed for one account in 15 minutes: from each address where it has logged in, and from all others together.',
  ),
  LOG_IN_TRIES_PER_ADDRESS: count(300).describe('Wrong passwords allowed from one client address in 15 minutes.'),
  CODES_PER_ADDRESS_AN_HOUR: count(100).describe('One-time codes that one client address may request in an hour.'),
};

export type UsersEnv = z.infer<z.ZodObject<typeof usersEnv>>;

/** The variables of the seed. It refuses to create demo accounts in production. */
export const seedEnv = passwordCostEnv;
