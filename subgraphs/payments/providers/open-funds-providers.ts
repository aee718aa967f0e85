import type { ProviderName } from '../domain/payment.ts';
import type { FundsProvider } from './funds-provider.ts';
import { createDarajaClient } from './mpesa/daraja-client.ts';
import { createMpesaFunds } from './mpesa/mpesa-funds.ts';
import type { MpesaSettings } from './mpesa/settings.ts';
import type { ProviderSettings } from './open-providers.ts';
import { createStripe } from './stripe.ts';
import { createStripeFunds } from './stripe-funds.ts';

type StripeSettings = Pick<ProviderSettings, 'stripeSecretKey' | 'stripeApiBase' | 'returnUrl' | 'timeoutMs'>;

export interface FundsSettings extends StripeSettings {
  /** Null when M-Pesa is not configured. */
  mpesa: MpesaSettings | null;
  now: () => Date;
}

/** Opens the providers that collect money from users or pay it out. */
export function openFundsProviders(settings: FundsSettings): ReadonlyMap<ProviderName, FundsProvider> {
  const { stripeSecretKey: secretKey, stripeApiBase: apiBase, returnUrl, timeoutMs, mpesa, now } = settings;
  const opened: FundsProvider[] = [];
  if (secretKey !== undefined) {
    opened.push(createStripeFunds(createStripe({ secretKey, apiBase, returnUrl, timeoutMs }), { returnUrl }));
  }
  if (mpesa !== null) opened.push(createMpesaFunds(createDarajaClient(mpesa, now), mpesa, now));
  return new Map(opened.map((provider) => [provider.name, provider]));
}
