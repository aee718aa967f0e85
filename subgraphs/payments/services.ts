import type { Keys } from '@soko/env/keys';
import type { EventTrail } from '@soko/events';
import type { Limits } from '@soko/limits';
import type { Logger } from '@soko/log';
import type { ReviewLimits } from '@soko/money/review-limits';
import type pg from 'pg';
import type { LookTimes } from './domain/apply-provider-payment.ts';
import type { Payment, PaymentMethodKind, ProviderName } from './domain/payment.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { FundsTimes } from './domain/funds-times.ts';
import type { FundsProvider } from './providers/funds-provider.ts';
import type { MethodVault } from './providers/method-vault.ts';
import type { UsersPeer } from './peers/users.ts';
import type { WalletsPeer } from './peers/wallets.ts';
import type { PaymentProvider } from './providers/provider.ts';
import type { Subscriptions } from './providers/subscriptions.ts';

/** Dependencies that the subgraph holds while it is open. */
export interface PaymentsServices {
  db: PrismaClient;
  pool: pg.Pool;
  limits: Limits;
  providers: ReadonlyMap<ProviderName, PaymentProvider>;
  /** Providers that collect money from users or pay it out. */
  funds: ReadonlyMap<ProviderName, FundsProvider>;
  settings: Settings;
  log: Logger;
  now: () => Date;
  /** The subgraph wallets. */
  wallets: WalletsPeer;
  /** The subgraph users. */
  users: UsersPeer;
  /** Goes on with decisions about unmatched funds without waiting for them. */
  decideSoon(): void;
  /** Starts the reconciliation of requested days without waiting for it. */
  reconcileSoon(): void;
}

export interface Settings {
  sealKeys: Keys;
  /** Lease of a provider call, in milliseconds: after it, another process may repeat the call. */
  leaseMs: number;
  look: LookTimes;
  funds: FundsTimes;
  /** Amounts about which one administrator may decide alone. */
  review: ReviewLimits;
  /** Time after which an operation that waits for a provider fails, in milliseconds. */
  responseMs: number;
}

/** The provider of each payment method. */
export const providerByMethod: Readonly<Partial<Record<PaymentMethodKind, ProviderName>>> = {
  STRIPE_CARD: 'stripe',
  PAYMENT_3P: 'payment-3p',
  MPESA: 'mpesa',
  WALLET: 'wallet',
};

/** The provider of a payment. It was configured when the payment was made. */
export function providerFor({ providers }: PaymentsServices, { provider }: Pick<Payment, 'provider'>): PaymentProvider {
  const found = providers.get(provider);
  if (found === undefined) throw new Error(`Payments at ${provider} need the variables of this provider to be set.`);
  return found;
}

/** The vault of a provider that has saved payment methods. */
export function vaultOf(services: PaymentsServices, provider: ProviderName): MethodVault {
  const { vault, name } = providerFor(services, { provider });
  if (vault === null) throw new Error(`${name} cannot save payment methods.`);
  return vault;
}

/** The subscriptions at a provider. It was configured when the card was saved. */
export function subscriptionsOf(
  { funds }: Pick<PaymentsServices, 'funds'>,
  { provider }: { provider: ProviderName },
): Subscriptions {
  const found = funds.get(provider)?.subscriptions ?? null;
  if (found === null) throw new Error(`Subscriptions at ${provider} need the variables of this provider to be set.`);
  return found;
}

/** A new lease: the current time, and the time at which another process may take over. */
export const newLease = ({ now, settings }: Pick<PaymentsServices, 'now' | 'settings'>) => {
  const moment = now();
  return { now: moment, claimedUntil: new Date(moment.getTime() + settings.leaseMs) };
};

/** The trail of events that no request has caused. */
export const trailOfService = ({ now }: Pick<PaymentsServices, 'now'>, correlationId: string): EventTrail => ({
  correlationId,
  causationId: null,
  actor: { kind: 'service', id: 'payments' },
  now,
});
