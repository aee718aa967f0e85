import Stripe from 'stripe';
import type { ProviderMethod } from '../domain/saved-method.ts';
import { isStuck, keyOf } from './attempt.ts';
import type { MethodVault } from './method-vault.ts';
import { ProviderRefusal } from './provider.ts';
import { callStripe, isMissing } from './stripe-errors.ts';

const customerOf = ({ customer }: Stripe.PaymentMethod): string | null =>
  typeof customer === 'string' ? customer : (customer?.id ?? null);

function toMethod({ id, card }: Stripe.PaymentMethod): ProviderMethod {
  if (!card) throw new ProviderRefusal('not_a_card', 'Only cards can be saved.');
  return { ref: id, brand: card.brand, last4: card.last4, expMonth: card.exp_month, expYear: card.exp_year };
}

const isDetached = (error: unknown): boolean =>
  isMissing(error) ||
  (error instanceof Stripe.errors.StripeInvalidRequestError && /not attached to a customer/.test(error.message));

/** Ignores the error that says that the object is already removed. */
const removeUnlessGone = async (isGone: (error: unknown) => boolean, call: () => Promise<unknown>): Promise<void> => {
  try {
    await call();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
};

/** Cards that Stripe saves with a customer of the account. */
export function createStripeVault(stripe: Stripe): MethodVault {
  const cardsOf = async (customer: string): Promise<Stripe.PaymentMethod[]> =>
    (await stripe.customers.listPaymentMethods(customer, { type: 'card', limit: 100 })).data;

  return {
    createCustomer: (owner, attempt) =>
      callStripe(async () => {
        const params = { metadata: { ...owner } };
        return (await stripe.customers.create(params, { idempotencyKey: keyOf(attempt) })).id;
      }),

    attach: ({ customer, token }, attempt) =>
      callStripe(async () => {
        const attached = isStuck(attempt) ? (await cardsOf(customer)).find(({ id }) => id === token) : undefined;
        return toMethod(
          attached ?? (await stripe.paymentMethods.attach(token, { customer }, { idempotencyKey: keyOf(attempt) })),
        );
      }),

    list: (customer) => callStripe(async () => (await cardsOf(customer)).map(toMethod)),

    fetch: (customer, ref) =>
      callStripe(async () => {
        const found = await stripe.paymentMethods.retrieve(ref).catch((error: unknown) => {
          if (isMissing(error)) return null;
          throw error;
        });
        return found !== null && customerOf(found) === customer ? toMethod(found) : null;
      }),

    setDefault: (customer, ref) =>
      callStripe(async () => {
        await stripe.customers.update(customer, { invoice_settings: { default_payment_method: ref } });
      }),

    detach: (ref, attempt) =>
      callStripe(() =>
        removeUnlessGone(isDetached, () => stripe.paymentMethods.detach(ref, {}, { idempotencyKey: keyOf(attempt) })),
      ),

    forget: (customer) => callStripe(() => removeUnlessGone(isMissing, () => stripe.customers.del(customer))),
  };
}
