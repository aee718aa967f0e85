import { flag } from '@soko/env';
import { publicUrl, sealKey, tokenIssuer } from '@soko/env/known';
import { z } from 'zod';

const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);
const key = z.string().min(32, 'expected at least 32 random characters');

/** The variables of the users subgraph. */
export const usersEnv = {
  SOKO_JWT_PRIVATE_KEY: z.string({
    error: 'expected the private key that signs access tokens: PKCS8 PEM or a JWK, Ed25519 or P-256',
  }),
  SOKO_JWT_RETIRED_KEYS: z.string().optional(),
  TOKEN_ISSUER: tokenIssuer,
  SOKO_OTP_KEY: key,
  SOKO_SEAL_KEY: sealKey,
  SOKO_PUBLIC_URL: publicUrl,
  LOCAL_ACCOUNTS: flag.default(true),
  ACCESS_TOKEN_MINUTES: count(15),
  REFRESH_TOKEN_DAYS: count(30),
  LOG_IN_TRIES_PER_ACCOUNT: count(20),
  LOG_IN_TRIES_PER_ADDRESS: count(300),
  CODES_PER_ADDRESS_AN_HOUR: count(100),
};

export type UsersEnv = z.infer<z.ZodObject<typeof usersEnv>>;

/** What a seed asks before it writes accounts that everybody knows the password of. */
export const seedEnv = { NODE_ENV: z.string().default('development') };
