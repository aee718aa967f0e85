import type { SubgraphTransport } from '@soko/subgraph';
import type { ProviderName } from '../domain/payment.ts';
import { createPayment3pProvider } from './payment-3p.ts';
import type { PaymentProvider } from './provider.ts';
import { createStripe, createStripeProvider } from './stripe.ts';
import { createWalletProvider } from './wallet.ts';
import { withStorableTexts } from './with-storable-texts.ts';

export interface ProviderSettings {
  stripeSecretKey: string | undefined;
  stripeApiBase: string | undefined;
  payment3pUrl: string | undefined;
  returnUrl: string;
  timeoutMs: number;
  /** Transport to the subgraph that keeps the wallets. */
  wallets: SubgraphTransport;
}

/** Opens the providers that are configured. */
export function openProviders(settings: ProviderSettings): ReadonlyMap<ProviderName, PaymentProvider> {
  const { stripeSecretKey, stripeApiBase, payment3pUrl, returnUrl, timeoutMs } = settings;
  const opened: PaymentProvider[] = [];
  if (stripeSecretKey !== undefined) {
    const stripe = createStripe({ secretKey: stripeSecretKey, apiBase: stripeApiBase, returnUrl, timeoutMs });
    opened.push(createStripeProvider(stripe, { returnUrl }));
  }
  if (payment3pUrl !== undefined) opened.push(createPayment3pProvider({ url: payment3pUrl, timeoutMs }));
  opened.push(createWalletProvider(settings.wallets));
  return new Map(opened.map((provider) => [provider.name, withStorableTexts(provider)]));
}
