import { BadEnvironment, commaList } from '@soko/env';
import { isIP } from 'node:net';
import { z } from 'zod';
import type { MpesaSettings } from './providers/mpesa/settings.ts';

const shortCode = z.string().regex(/^\d{5,7}$/, 'is not a shortcode of 5 to 7 digits');

const isNetwork = (entry: string): boolean => {
  const [address = '', prefix] = entry.split('/');
  const family = isIP(address);
  return (
    family !== 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32)))
  );
};

/** Variables of M-Pesa. Without `MPESA_CONSUMER_KEY` it is not available. */
export const mpesaEnv = {
  MPESA_BASE_URL: z
    .url()
    .default('https://api.safaricom.co.ke')
    .describe('Address of Daraja, the API of M-Pesa. The sandbox is `https://sandbox.safaricom.co.ke`.'),
  MPESA_CONSUMER_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('Consumer key of the Daraja app. Without it, M-Pesa is not available.'),
  MPESA_CONSUMER_SECRET: z.string().min(1).optional().describe('Consumer secret of the Daraja app.'),
  MPESA_SHORT_CODE: shortCode.optional().describe('Paybill number that payments arrive at.'),
  MPESA_PASS_KEY: z.string().min(1).optional().describe('Passkey of the paybill number, for prompts on phones.'),
  MPESA_PAYOUT_SHORT_CODE: shortCode
    .optional()
    .describe('Shortcode that payouts come from. Default: `MPESA_SHORT_CODE`.'),
  MPESA_INITIATOR: z
    .string()
    .min(1)
    .optional()
    .describe('Name of the M-Pesa user that starts payouts and reversals. Without it, there are none.'),
  MPESA_INITIATOR_SECRET: z.string().min(1).optional().describe('Password of `MPESA_INITIATOR`.'),
  MPESA_CERTIFICATE: z
    .string()
    .includes('-----BEGIN', 'is not a certificate or public key in PEM')
    .optional()
    .describe('Certificate of M-Pesa in PEM, which encrypts `MPESA_INITIATOR_SECRET`.'),
  MPESA_CALLBACK_SECRET: z
    .string()
    .regex(/^[\w-]{32,128}$/, 'is not 32 to 128 letters, digits, "-" or "_"')
    .optional()
    .describe('Part of the callback addresses that cannot be guessed: 32 to 128 letters, digits, `-` or `_`.'),
  MPESA_CALLBACK_URL: z
    .url()
    .optional()
    .describe('Public https address that M-Pesa calls back. Default: `SOKO_PUBLIC_URL`.'),
  MPESA_CALLBACK_ADDRESSES: commaList
    .refine(
      (entries) => entries.every(isNetwork),
      'is not a list of IP addresses and networks, such as 196.201.214.0/24',
    )
    .default([])
    .describe('IP addresses and networks that callbacks may come from, comma-separated. Default: all.'),
};

type Env = z.infer<z.ZodObject<typeof mpesaEnv>>;

const required = ['MPESA_CONSUMER_SECRET', 'MPESA_SHORT_CODE', 'MPESA_PASS_KEY', 'MPESA_CALLBACK_SECRET'] as const;
const forPayouts = ['MPESA_INITIATOR_SECRET', 'MPESA_CERTIFICATE'] as const;

/** Throws unless M-Pesa is configured as a whole, or not at all. */
export function checkMpesaEnv(env: Env): void {
  const missing = [
    ...(env.MPESA_CONSUMER_KEY === undefined ? [] : required.filter((name) => env[name] === undefined)),
    ...(env.MPESA_INITIATOR === undefined ? [] : forPayouts.filter((name) => env[name] === undefined)),
  ];
  if (missing.length > 0) throw new BadEnvironment(...missing.map((name) => `${name} is missing: M-Pesa needs it`));
}

/** The settings of M-Pesa; null when it is not configured. */
export function mpesaSettings(
  env: Env & { SOKO_PUBLIC_URL: string; PAYMENT_PROVIDER_TIMEOUT_MS: number },
): MpesaSettings | null {
  const { MPESA_CONSUMER_KEY: consumerKey, MPESA_INITIATOR: name } = env;
  if (consumerKey === undefined) return null;
  checkMpesaEnv(env);
  return {
    baseUrl: env.MPESA_BASE_URL,
    consumerKey,
    consumerSecret: env.MPESA_CONSUMER_SECRET!,
    shortCode: env.MPESA_SHORT_CODE!,
    passkey: env.MPESA_PASS_KEY!,
    payoutShortCode: env.MPESA_PAYOUT_SHORT_CODE ?? env.MPESA_SHORT_CODE!,
    initiator:
      name === undefined ? null : { name, password: env.MPESA_INITIATOR_SECRET!, certificate: env.MPESA_CERTIFICATE! },
    callbackBase: env.MPESA_CALLBACK_URL ?? env.SOKO_PUBLIC_URL,
    callbackToken: env.MPESA_CALLBACK_SECRET!,
    timeoutMs: env.PAYMENT_PROVIDER_TIMEOUT_MS,
  };
}
