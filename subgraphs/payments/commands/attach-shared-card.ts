import { hashInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import type { Payment } from '../domain/payment.ts';
import type { Attempt } from '../providers/attempt.ts';
import { ProviderRefusal } from '../providers/provider.ts';
import { type PaymentsServices, vaultOf } from '../services.ts';
import { findOrBeginCheckoutCustomer, saveCheckoutCustomer } from '../store/payment-customers.ts';

/**
 * Time until the customer of a checkout is deleted at the provider, in milliseconds: one day more than the longest
 * authorisation of a card, seven days.
 */
const customerLifeMs = 8 * 86_400_000;

/**
 * Attaches the card of a checkout to a customer that stands for this checkout alone, for guests as well. A token is accepted
 * once, unless it belongs to a customer. A repeat, and the other orders of the checkout, get the same card.
 */
export async function attachSharedCard(
  services: PaymentsServices,
  { checkoutId, provider }: Payment,
  token: string | null,
  { number }: Attempt,
): Promise<{ customer: string; token: string }> {
  if (token === null) throw new ProviderRefusal('token_missing', 'A card payment needs a `token`.');
  const { db, now } = services;
  const owner = `${checkoutId}:${hashInput(token)}`;
  const moment = now();
  const known = await findOrBeginCheckoutCustomer(
    db,
    { id: newId('pcu'), owner, provider },
    { now: moment, forgetAt: new Date(moment.getTime() + customerLifeMs) },
  );
  if (known.ref !== null && known.methodRef !== null) return { customer: known.ref, token: known.methodRef };
  const vault = vaultOf(services, provider);
  const customer = known.ref ?? (await vault.createCustomer({ checkoutId }, { key: known.id, number }));
  if (known.ref === null) await saveCheckoutCustomer(db, known.id, { ref: customer });
  const { ref: methodRef } = await vault.attach({ customer, token }, { key: `${known.id}:attach`, number });
  await saveCheckoutCustomer(db, known.id, { methodRef });
  return { customer, token: methodRef };
}
