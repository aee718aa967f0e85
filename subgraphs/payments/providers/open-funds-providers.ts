import type { ProviderName } from '../domain/payment.ts';
import type { FundsProvider } from './funds-provider.ts';
import type { ProviderSettings } from './open-providers.ts';
import { createStripe } from './stripe.ts';
import { createStripeFunds } from './stripe-funds.ts';

type FundsSettings = Pick<ProviderSettings, 'stripeSecretKey' | 'stripeApiBase' | 'returnUrl' | 'timeoutMs'>;

/** Opens the providers that collect money from users or pay it out. */
export function openFundsProviders(settings: FundsSettings): ReadonlyMap<ProviderName, FundsProvider> {
  const { stripeSecretKey: secretKey, stripeApiBase: apiBase, returnUrl, timeoutMs } = settings;
  const opened: FundsProvider[] = [];
  if (secretKey !== undefined) {
    opened.push(createStripeFunds(createStripe({ secretKey, apiBase, returnUrl, timeoutMs }), { returnUrl }));
  }
  return new Map(opened.map((provider) => [provider.name, provider]));
}
