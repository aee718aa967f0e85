import Stripe from 'stripe';
import type { MethodVault, ProviderMethod } from './method-vault.ts';
import { isStuck, keyOf, ProviderRefusal } from './provider.ts';
import { guarded, isMissing } from './stripe-errors.ts';

const customerOf = ({ customer }: Stripe.PaymentMethod): string | null =>
  typeof customer === 'string' ? customer : (customer?.id ?? null);

function toMethod({ id, card }: Stripe.PaymentMethod): ProviderMethod {
  if (!card) throw new ProviderRefusal('not_a_card', 'Only cards can be saved.');
  return { ref: id, brand: card.brand, last4: card.last4, expMonth: card.exp_month, expYear: card.exp_year };
}

const isDetached = (error: unknown): boolean =>
  isMissing(error) ||
  (error instanceof Stripe.errors.StripeInvalidRequestError && /not attached to a customer/.test(error.message));

/** Does it, where what is to go may be gone already. */
const unless = async (isGone: (error: unknown) => boolean, call: () => Promise<unknown>): Promise<void> => {
  try {
    await call();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
};

/** Cards that Stripe keeps with a customer of the account. */
export function createStripeVault(stripe: Stripe): MethodVault {
  const cardsOf = async (customer: string): Promise<Stripe.PaymentMethod[]> =>
    (await stripe.customers.listPaymentMethods(customer, { type: 'card', limit: 100 })).data;

  return {
    createCustomer: (userId, attempt) =>
      guarded(async () => {
        const params = { metadata: { userId } };
        return (await stripe.customers.create(params, { idempotencyKey: keyOf(attempt) })).id;
      }),

    attach: ({ customer, token }, attempt) =>
      guarded(async () => {
        const made = isStuck(attempt) ? (await cardsOf(customer)).find(({ id }) => id === token) : undefined;
        return toMethod(
          made ?? (await stripe.paymentMethods.attach(token, { customer }, { idempotencyKey: keyOf(attempt) })),
        );
      }),

    list: (customer) => guarded(async () => (await cardsOf(customer)).map(toMethod)),

    fetch: (customer, ref) =>
      guarded(async () => {
        const found = await stripe.paymentMethods.retrieve(ref).catch((error: unknown) => {
          if (isMissing(error)) return null;
          throw error;
        });
        return found !== null && customerOf(found) === customer ? toMethod(found) : null;
      }),

    setDefault: (customer, ref) =>
      guarded(async () => {
        await stripe.customers.update(customer, { invoice_settings: { default_payment_method: ref } });
      }),

    detach: (ref, attempt) =>
      guarded(() =>
        unless(isDetached, () => stripe.paymentMethods.detach(ref, {}, { idempotencyKey: keyOf(attempt) })),
      ),

    forget: (customer) => guarded(() => unless(isMissing, () => stripe.customers.del(customer))),
  };
}
