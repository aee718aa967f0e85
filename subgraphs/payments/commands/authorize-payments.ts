import type { EventTrail } from '@soko/events';
import { keyedHashes, requireSameInput } from '@soko/idempotency';
import type { Money } from '@soko/money';
import { explainDecline } from '../domain/explain-decline.ts';
import { newPayment } from '../domain/new-payment.ts';
import { hasEndedWithoutCharge, type Payment, type PaymentMethodKind } from '../domain/payment.ts';
import { newCall, type ProviderCall } from '../domain/provider-call.ts';
import { isSavedMethodId } from '../domain/saved-method.ts';
import type { PaymentProvider } from '../providers/provider.ts';
import { newLease, type PaymentsServices, providerByMethod } from '../services.ts';
import { beginPayments } from '../store/begin-payments.ts';
import { findPaymentsOf } from '../store/find-payments.ts';
import { findUsableMethod, type UsableMethod } from '../store/saved-methods.ts';
import { confirmPayment } from './confirm-payment.ts';
import { endPayment } from './end-payment.ts';
import { sealInstrument } from './instrument.ts';
import { makeCalls } from './make-calls.ts';
import { waitForProvider } from './wait-for-provider.ts';

export interface AuthorizePaymentsInput {
  checkoutId: string;
  buyerId: string | null;
  email: string | null;
  method: PaymentMethodKind;
  token: string | null;
  /** E.164, for MPESA. */
  phone: string | null;
  payments: readonly { orderId: string; sellerId: string; amount: Money }[];
}

export type Authorization =
  | { kind: 'authorized'; payments: readonly Payment[] }
  | { kind: 'requires_action'; payments: readonly Payment[]; authorized: readonly Payment[] }
  | { kind: 'declined'; code: string; message: string };

const notAvailable: Readonly<Record<PaymentMethodKind, string>> = {
  WALLET: 'Payments from a wallet are not available.',
  MPESA: 'Payments by M-Pesa are not available: M-Pesa is not configured.',
  STRIPE_CARD: 'Card payments are not available: Stripe is not configured.',
  PAYMENT_3P: 'Payments through payment-3p are not available: it is not configured.',
};

/** Authorises the payments of all orders of a checkout, or of none. A repeat returns the current result. */
export async function authorizePayments(
  services: PaymentsServices,
  input: AuthorizePaymentsInput,
  trail: EventTrail,
): Promise<Authorization> {
  const name = providerByMethod[input.method];
  const provider = name && services.providers.get(name);
  if (provider === undefined) {
    return { kind: 'declined', code: 'METHOD_NOT_AVAILABLE', message: notAvailable[input.method] };
  }
  const saved = isSavedMethodId(input.token) ? await findSavedMethodOf(services, input, input.token) : null;
  if (saved === 'unusable') {
    return { kind: 'declined', code: 'payment_method_unknown', message: 'This saved payment method does not exist.' };
  }
  const begun = newPayments(services, input, provider, saved, trail);
  const created = await beginPayments(services.pool, begun, newLease(services).claimedUntil);
  const known = await makeOrAwaitCalls(services, begun, created, trail);
  for (const { payment, requestHashes } of begun) {
    requireSameInput(known.get(payment.orderId)?.requestHash ?? '', requestHashes);
  }
  const payments = input.payments.map(({ orderId }) => known.get(orderId)!);
  return concludeCheckout(services, payments, trail);
}

/**
 * The buyer's saved method that the token names. A method of another user, a removed one and one of another kind are all
 * unusable, as if they did not exist. Null when all orders have their payments already: their result does not depend on
 * the method any more.
 */
async function findSavedMethodOf(
  { pool }: PaymentsServices,
  { buyerId, method, payments }: AuthorizePaymentsInput,
  id: string,
): Promise<UsableMethod | 'unusable' | null> {
  const found = buyerId === null ? null : await findUsableMethod(pool, id, buyerId);
  if (found?.method.method === method) return found;
  const orderIds = payments.map(({ orderId }) => orderId);
  return (await findPaymentsOf(pool, orderIds)).size === orderIds.length ? null : 'unusable';
}

interface BegunPayment {
  payment: Payment;
  requestHashes: readonly string[];
  call: ProviderCall;
}

/**
 * New payments with their calls. Where cards may ask for their owner, the first payment of a checkout is authorised before
 * the others, so that the buyer confirms once.
 */
function newPayments(
  services: PaymentsServices,
  { checkoutId, buyerId, method, token, phone, email, payments }: AuthorizePaymentsInput,
  { name: provider, vault, takesAtOnce }: PaymentProvider,
  saved: UsableMethod | null,
  { correlationId }: EventTrail,
): BegunPayment[] {
  const { settings, now } = services;
  const isTogether = (vault !== null || takesAtOnce !== null) && payments.length > 1;
  const checkoutMinor = payments.reduce((sum, { amount }) => sum + amount.amountMinor, 0n).toString();
  const instrument = {
    token: saved?.method.providerRef ?? token,
    customer: saved?.customer ?? null,
    email,
    isShared: isTogether && vault !== null && saved === null,
    phone,
    checkoutMinor: takesAtOnce === null ? null : checkoutMinor,
    fitsSteps: payments.every(({ amount }) => amount.amountMinor % (takesAtOnce?.stepMinor ?? 1n) === 0n),
  };
  const savedMethodId = saved?.method.id ?? null;
  const moment = now();
  let leadId: string | null = null;
  return payments.map(({ orderId, sellerId, amount: { amountMinor, currency } }) => {
    const terms = [
      checkoutId,
      orderId,
      method,
      token,
      amountMinor.toString(),
      currency,
      ...(phone === null ? [] : [phone]),
    ];
    const requestHashes = keyedHashes(settings.sealKeys, terms);
    const order = { checkoutId, orderId, sellerId, buyerId, method, provider, currency, amountMinor };
    const payment = newPayment({ ...order, requestHash: requestHashes[0], savedMethodId, correlationId }, moment);
    const sealed = sealInstrument(services, instrument);
    const { id: paymentId } = payment;
    const afterPaymentId = leadId;
    if (isTogether) leadId ??= paymentId;
    return {
      payment,
      requestHashes,
      call: newCall({ kind: 'AUTHORIZE', paymentId, amountMinor, afterPaymentId, sealed, correlationId }),
    };
  });
}

/** Makes the calls of the payments that this request has created, and waits for those of other requests. */
async function makeOrAwaitCalls(
  services: PaymentsServices,
  begun: readonly BegunPayment[],
  created: readonly Payment[],
  trail: EventTrail,
): Promise<Map<string, Payment>> {
  const claimed = created.map((payment) => {
    const { call } = begun.find((each) => each.payment.id === payment.id)!;
    return { payment, call };
  });
  const settled = await makeCalls(services, claimed, trail);
  if (settled.length === begun.length) return new Map(settled.map((payment) => [payment.orderId, payment]));
  const orderIds = begun.map(({ payment }) => payment.orderId);
  const findSettled = () => waitForProvider(() => findPaymentsOf(services.pool, orderIds), isSettled);
  const known = await findSettled();
  // Payments that waited for a confirmed one are authorised after it.
  return (await refreshUnconfirmed(services, known, trail)) ? findSettled() : known;
}

const isUnconfirmed = ({ status }: Payment): boolean => status === 'REQUIRES_ACTION';

/** True when no call is under way. Some may wait until the buyer has confirmed another payment. */
const isSettled = (payments: ReadonlyMap<string, Payment>): boolean =>
  [...payments.values()].some(isUnconfirmed) || [...payments.values()].every(({ status }) => status !== 'CREATED');

/**
 * Reads unconfirmed payments from the provider: the buyer may have confirmed one whose webhook was lost. Returns true when
 * one has changed.
 */
async function refreshUnconfirmed(
  services: PaymentsServices,
  known: ReadonlyMap<string, Payment>,
  trail: EventTrail,
): Promise<boolean> {
  const unconfirmed = [...known.values()].filter(isUnconfirmed);
  const refreshed = await Promise.all(unconfirmed.map((payment) => confirmPayment(services, payment, trail)));
  return !refreshed.every(isUnconfirmed);
}

/** All or none: if one payment was declined, the authorisations of the others are voided. */
async function concludeCheckout(
  services: PaymentsServices,
  payments: readonly Payment[],
  trail: EventTrail,
): Promise<Authorization> {
  const ended = payments.find(hasEndedWithoutCharge);
  if (ended !== undefined) {
    const others = payments.filter((payment) => !hasEndedWithoutCharge(payment));
    const reason = 'Another payment of the checkout was declined.';
    await Promise.all(others.map(({ orderId }) => endPayment(services, { orderId, kind: 'VOID', reason }, trail)));
    const failed = payments.find(({ failure }) => failure !== null) ?? ended;
    const code = failed.failure?.code ?? 'payment_voided';
    return { kind: 'declined', code, message: explainDecline(code) };
  }
  const unconfirmed = payments.filter(isUnconfirmed);
  if (unconfirmed.length === 0) return { kind: 'authorized', payments };
  const authorized = payments.filter(({ status }) => status !== 'REQUIRES_ACTION' && status !== 'CREATED');
  return { kind: 'requires_action', payments: unconfirmed, authorized };
}
