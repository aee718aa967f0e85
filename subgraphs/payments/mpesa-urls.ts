import { readEnv } from '@soko/env';
import { publicUrl } from '@soko/env/known';
import { mpesaEnv, mpesaSettings } from './mpesa-env.ts';
import { createDarajaClient } from './providers/mpesa/daraja-client.ts';
import { c2bUrl } from './providers/mpesa/settings.ts';

/** The addresses that M-Pesa calls for payments to the shortcode. */
export interface RegisteredUrls {
  shortCode: string;
  validation: string;
  confirmation: string;
}

/**
 * Tells M-Pesa the addresses for payments to the shortcode, from the variables of payments. Null when M-Pesa is not
 * configured. Without an answer to the validation, M-Pesa refuses a payment.
 */
export async function registerMpesaUrls(variables: Record<string, string | undefined>): Promise<RegisteredUrls | null> {
  const env = readEnv({ ...mpesaEnv, SOKO_PUBLIC_URL: publicUrl }, variables);
  const settings = mpesaSettings({ ...env, PAYMENT_PROVIDER_TIMEOUT_MS: 20_000 });
  if (settings === null) return null;
  const client = createDarajaClient(settings, () => new Date());
  const { shortCode } = settings;
  const [validation, confirmation] = [c2bUrl(settings, 'c2b-validation'), c2bUrl(settings, 'c2b-confirmation')];
  try {
    await client.post('/mpesa/c2b/v2/registerurl', {
      ShortCode: shortCode,
      ResponseType: 'Cancelled',
      ConfirmationURL: confirmation,
      ValidationURL: validation,
    });
    return { shortCode, validation, confirmation };
  } finally {
    await client.close();
  }
}
