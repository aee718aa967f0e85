import type { ProviderName } from '../domain/payment.ts';
import { createPayment3pProvider } from './payment-3p.ts';
import type { PaymentProvider } from './provider.ts';
import { createStripe, createStripeProvider } from './stripe.ts';

export interface ProviderSettings {
  stripeSecretKey: string | undefined;
  stripeApiBase: string | undefined;
  payment3pUrl: string | undefined;
  returnUrl: string;
  timeoutMs: number;
}

/** The providers that are configured. */
export function openProviders(settings: ProviderSettings): ReadonlyMap<ProviderName, PaymentProvider> {
  const { stripeSecretKey, stripeApiBase, payment3pUrl, returnUrl, timeoutMs } = settings;
  const found: PaymentProvider[] = [];
  if (stripeSecretKey !== undefined) {
    const stripe = createStripe({ secretKey: stripeSecretKey, apiBase: stripeApiBase, returnUrl, timeoutMs });
    found.push(createStripeProvider(stripe, { returnUrl }));
  }
  if (payment3pUrl !== undefined) found.push(createPayment3pProvider({ url: payment3pUrl, timeoutMs }));
  return new Map(found.map((provider) => [provider.name, provider]));
}
