import type { ProviderName } from '../domain/payment.ts';
import type { FundsProvider } from './funds-provider.ts';

/** Opens the providers that collect money from users or pay it out. */
export function openFundsProviders(): ReadonlyMap<ProviderName, FundsProvider> {
  const opened: FundsProvider[] = [];
  return new Map(opened.map((provider) => [provider.name, provider]));
}
