import { days } from '@soko/env';
import { oldSealKeys, publicUrl, sealKey } from '@soko/env/known';
import { reviewVariables } from '@soko/money/review-limits';
import { z } from 'zod';
import { mpesaEnv } from './mpesa-env.ts';

const ms = z.coerce.number().int().positive();

/** Variables of payments. A method whose provider is not configured is declined with METHOD_NOT_AVAILABLE. */
export const paymentsEnv = {
  SOKO_SEAL_KEY: sealKey,
  SOKO_SEAL_KEYS_OLD: oldSealKeys,
  SOKO_PUBLIC_URL: publicUrl,
  STRIPE_SECRET_KEY: z
    .string()
    .startsWith('sk_', 'is not a secret key of Stripe, which begins with sk_')
    .optional()
    .describe('Secret key of a Stripe account. Without it, card payments are not available.'),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .min(8, 'is not the signing secret of the endpoint, which begins with whsec_')
    .optional()
    .describe(
      'Signing secret of the Stripe endpoint `<public URL>/webhooks/stripe`. Without it, payments are polled instead.',
    ),
  WEBHOOK_DAYS: days(30).describe('Days for which received webhooks are kept, also those that could not be processed.'),
  STRIPE_API_BASE: z
    .url()
    .optional()
    .describe('Address of the Stripe API, such as a simulator. Default: Stripe itself.'),
  PAYMENT_3P_URL: z
    .url()
    .optional()
    .describe('Address of the third-party payment system. Without it, PAYMENT_3P is not available.'),
  PAYMENT_RETURN_URL: z
    .url()
    .optional()
    .describe('Page to which a bank returns the buyer after a confirmation. Default: `SOKO_PUBLIC_URL`.'),
  PAYMENT_PROVIDER_TIMEOUT_MS: ms
    .default(6_000)
    .describe('Timeout of one request to a payment provider. Must be shorter than `PAYMENT_RESPONSE_TIMEOUT_MS`.'),
  PAYMENT_RESPONSE_TIMEOUT_MS: ms
    .default(8_000)
    .describe(
      'Time after which an operation that waits for a payment provider fails with SERVICE_UNAVAILABLE. Must be shorter than `SOKO_PEER_TIMEOUT_MS`. The provider call itself continues.',
    ),
  PAYMENT_CALL_LEASE_MS: ms
    .default(45_000)
    .describe(
      'Time after which another process repeats an unfinished provider call. Must exceed the timeout of a call with its retries.',
    ),
  PAYMENT_RECOVERY_EVERY_MS: ms.default(1_000).describe('Time between checks for unfinished provider calls.'),
  PAYMENT_LOOK_AFTER_MS: ms
    .default(30_000)
    .describe('Time to wait for a webhook before the provider is asked about a payment.'),
  PAYMENT_GIVE_UP_AFTER_MS: ms
    .default(3_600_000)
    .describe(
      'Time after which a deposit or payment fails whose provider tells no outcome. Money can still be credited later.',
    ),
  ...reviewVariables,
  ...mpesaEnv,
};
