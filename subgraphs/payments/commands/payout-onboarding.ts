import { requireUser } from '@soko/auth';
import { notFound, serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { readCountry } from '@soko/input';
import { sellerNotActive, type SellerNotActive } from '@soko/refusals';
import type { PaymentsContext } from '../context.ts';
import { applyAccount, type PayoutAccount } from '../domain/payout-account.ts';
import { payoutOnboardingNotAvailable } from '../domain/refusals.ts';
import type { PayoutAccounts } from '../providers/funds-provider.ts';
import type { PaymentsServices } from '../services.ts';
import {
  beginPayoutAccount,
  findPayoutAccountByRef,
  findPayoutAccounts,
  savePayoutAccount,
} from '../store/payout-accounts.ts';
import { findSellersOf } from '../store/sellers.ts';

export interface PayoutOnboarding {
  account: string;
  url: string;
  expiresAt: Date;
}

async function openAccount(
  { db, now }: PaymentsContext,
  accounts: PayoutAccounts,
  owner: { sellerId: string; userId: string; country: string },
): Promise<PayoutAccount> {
  const { ref: providerRef, payoutsEnabled, requirements, disabledReason } = await accounts.open(owner);
  const at = now();
  const seen = { providerRef, payoutsEnabled, requirements: [...requirements], disabledReason };
  return beginPayoutAccount(db, { ...owner, ...seen, version: 1, createdAt: at, updatedAt: at });
}

/** Opens the seller's account at Stripe, once, and a link to the page where Stripe asks for what it needs. */
export async function startPayoutOnboarding(
  context: PaymentsContext,
  input: { sellerId: string; country: string },
): Promise<PayoutOnboarding | SellerNotActive | ReturnType<typeof payoutOnboardingNotAvailable>> {
  const { id: userId } = requireUser(context.viewer);
  const country = readCountry(input.country, 'country');
  const { sellerId } = input;
  const status = (await findSellersOf(context.db, userId)).get(sellerId);
  if (status === undefined) throw notFound('The seller');
  if (status !== 'ACTIVE') return sellerNotActive(status);
  const accounts = context.funds.get('stripe')?.accounts ?? null;
  if (accounts === null) return payoutOnboardingNotAvailable();
  const [known] = await findPayoutAccounts(context.db, [sellerId]);
  const { providerRef: account } = known ?? (await openAccount(context, accounts, { sellerId, userId, country }));
  return { account, ...(await accounts.link(account)) };
}

/** Follows a webhook about an account. Accounts of other software are ignored. */
export async function syncPayoutAccount(services: PaymentsServices, ref: string, trail: EventTrail): Promise<void> {
  const accounts = services.funds.get('stripe')?.accounts ?? null;
  if (accounts === null) return;
  for (let round = 0; round < 5; round += 1) {
    const before = await findPayoutAccountByRef(services.db, ref);
    if (before === null) return;
    const change = applyAccount(before, await accounts.fetch(ref), trail);
    if (change === null || (await savePayoutAccount(services.db, { before, ...change }))) return;
  }
  throw serviceUnavailable();
}
