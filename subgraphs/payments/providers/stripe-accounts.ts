import type Stripe from 'stripe';
import type { SeenAccount } from '../domain/payout-account.ts';
import type { PayoutAccounts } from './funds-provider.ts';
import { callStripe } from './stripe-errors.ts';
import type { StripeOptions } from './stripe.ts';

const toAccount = ({ id, payouts_enabled, requirements }: Stripe.Account): SeenAccount => ({
  ref: id,
  payoutsEnabled: payouts_enabled,
  requirements: [...new Set([...(requirements?.currently_due ?? []), ...(requirements?.past_due ?? [])])].sort(),
  disabledReason: requirements?.disabled_reason ?? null,
});

/** Connected accounts of sellers, whose data Stripe asks for on pages of its own. https://docs.stripe.com/connect/express-accounts */
export const createStripeAccounts = (
  stripe: Stripe,
  { returnUrl }: Pick<StripeOptions, 'returnUrl'>,
): PayoutAccounts => ({
  open: ({ sellerId, country }) =>
    callStripe(async () =>
      toAccount(
        await stripe.accounts.create(
          {
            type: 'express',
            country,
            capabilities: { transfers: { requested: true } },
            // Soko pays out when it has transferred money, and not by Stripe's own schedule.
            settings: { payouts: { schedule: { interval: 'manual' } } },
            metadata: { sellerId },
          },
          { idempotencyKey: `payout-account:${sellerId}:${country}` },
        ),
      ),
    ),
  fetch: (ref) => callStripe(async () => toAccount(await stripe.accounts.retrieve(ref))),
  link: (account) =>
    callStripe(async () => {
      const urls = { return_url: returnUrl, refresh_url: returnUrl };
      const { url, expires_at } = await stripe.accountLinks.create({ account, type: 'account_onboarding', ...urls });
      return { url, expiresAt: new Date(expires_at * 1_000) };
    }),
});
