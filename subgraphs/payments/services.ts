import type { Logger } from '@soko/log';
import type pg from 'pg';
import type { LookTimes } from './domain/apply-provider-payment.ts';
import type { Payment, PaymentMethodKind, ProviderName } from './domain/payment.ts';
import type { MethodVault } from './providers/method-vault.ts';
import type { PaymentProvider } from './providers/provider.ts';

/** What the subgraph holds as long as it is open. */
export interface PaymentsServices {
  pool: pg.Pool;
  providers: ReadonlyMap<ProviderName, PaymentProvider>;
  settings: Settings;
  log: Logger;
  now: () => Date;
  /** Has days computed that wait for it, without waiting for them. */
  reconcileSoon(): void;
}

export interface Settings {
  sealKey: string;
  /** A process that asks a provider has the call for itself so long, in milliseconds. */
  leaseMs: number;
  look: LookTimes;
}

/** Through whom each method is paid. */
export const providerOf: Readonly<Partial<Record<PaymentMethodKind, ProviderName>>> = {
  STRIPE_CARD: 'stripe',
  PAYMENT_3P: 'payment-3p',
};

/** The provider a payment is at. It was configured once; without its variables nothing can be done with the payment. */
export function providerFor({ providers }: PaymentsServices, { provider }: Pick<Payment, 'provider'>): PaymentProvider {
  const found = providers.get(provider);
  if (found === undefined) throw new Error(`Payments at ${provider} need its variables, which are not set any more.`);
  return found;
}

/** Where a provider keeps saved methods. One that keeps some now had a vault when they were saved. */
export function vaultOf(services: PaymentsServices, provider: ProviderName): MethodVault {
  const { vault, name } = providerFor(services, { provider });
  if (vault === null) throw new Error(`${name} keeps no payment methods.`);
  return vault;
}

export const leaseFrom = ({ now, settings }: Pick<PaymentsServices, 'now' | 'settings'>) => {
  const moment = now();
  return { now: moment, claimedUntil: new Date(moment.getTime() + settings.leaseMs) };
};
