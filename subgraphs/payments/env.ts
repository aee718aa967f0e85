import { publicUrl, sealKey } from '@soko/env/known';
import { z } from 'zod';

const ms = z.coerce.number().int().positive();

/** The variables payments reads. A method whose provider is not configured is declined as not available. */
export const paymentsEnv = {
  SOKO_SEAL_KEY: sealKey,
  SOKO_PUBLIC_URL: publicUrl,
  STRIPE_SECRET_KEY: z.string().startsWith('sk_', 'expected a secret key, which begins with sk_').optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .min(8, 'expected the signing secret of the endpoint, which begins with whsec_')
    .optional(),
  STRIPE_API_BASE: z.url().optional(),
  PAYMENT_3P_URL: z.url().optional(),
  PAYMENT_RETURN_URL: z.url().optional(),
  PAYMENT_PROVIDER_TIMEOUT_MS: ms.default(10_000),
  PAYMENT_CALL_LEASE_MS: ms.default(45_000),
  PAYMENT_RECOVERY_EVERY_MS: ms.default(1_000),
  PAYMENT_LOOK_AFTER_MS: ms.default(30_000),
};
