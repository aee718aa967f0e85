import { createHmac } from 'node:crypto';
import { badUserInput, idempotencyMismatch, serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import type { Money } from '@soko/money';
import { seal } from '@soko/seal';
import { hasEndedWithoutCharge, type Payment, type PaymentMethodKind, type ProviderName } from '../domain/payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import { leaseFrom, type PaymentsServices, providerOf } from '../services.ts';
import { beginPayments } from '../store/begin-payments.ts';
import { namesSavedMethod } from '../domain/saved-method.ts';
import { findPaymentsOf } from '../store/find-payments.ts';
import { findUsableMethod, type UsableMethod } from '../store/saved-methods.ts';
import { type Instrument, sealPurpose } from './ask-provider.ts';
import { carryOut } from './carry-out.ts';
import { confirmPayment } from './confirm-payment.ts';
import { endPayment } from './end-payment.ts';
import { waitFor } from './wait-for.ts';

export interface AuthorizePayments {
  checkoutId: string;
  buyerId: string | null;
  email: string | null;
  method: PaymentMethodKind;
  token: string | null;
  payments: readonly { orderId: string; sellerId: string; amount: Money }[];
}

export type Authorization =
  | { kind: 'authorized'; payments: readonly Payment[] }
  | { kind: 'actionRequired'; payments: readonly Payment[] }
  | { kind: 'declined'; code: string; message: string };

const notAvailable: Readonly<Record<PaymentMethodKind, string>> = {
  WALLET: 'Paying from a wallet is not possible yet: there are no wallets.',
  MPESA: 'Paying by M-Pesa is not possible yet.',
  STRIPE_CARD: 'Cards cannot be used here: Stripe is not configured.',
  PAYMENT_3P: 'payment-3p cannot be used here: it is not configured.',
};

/** How long one waits for what somebody else is asking a provider, in milliseconds. */
const patienceMs = 15_000;

/** Has every order's money held, or none. Asked again, it answers what became of it. */
export async function authorizePayments(
  services: PaymentsServices,
  wish: AuthorizePayments,
  trail: EventTrail,
): Promise<Authorization> {
  const provider = providerOf[wish.method];
  if (provider === undefined || !services.providers.has(provider)) {
    return { kind: 'declined', code: 'METHOD_NOT_AVAILABLE', message: notAvailable[wish.method] };
  }
  const saved = namesSavedMethod(wish.token) ? await savedMethodOf(services, wish, wish.token) : null;
  if (saved === 'unusable') return { kind: 'declined', code: 'payment_method_unknown', message: unknownMethod };
  const begun = begin(services, wish, provider, saved, trail);
  const { claimedUntil } = leaseFrom(services);
  const made = await beginPayments(services.pool, begun, claimedUntil);
  const known = await goOn(services, begun, made, trail);
  const payments = wish.payments.map(({ orderId }) => known.get(orderId)!);
  if (begun.some(({ payment }) => payment.requestHash !== known.get(payment.orderId)?.requestHash)) {
    throw idempotencyMismatch();
  }
  return conclude(services, payments, trail);
}

const unknownMethod = 'There is no such saved payment method.';

/**
 * The saved method of the buyer that the token names. What is somebody else's, removed or of another kind is unusable, as
 * if there were none. Null where the orders have their payments already: what became of them does not change with it.
 */
async function savedMethodOf(
  { pool }: PaymentsServices,
  { buyerId, method, payments }: AuthorizePayments,
  id: string,
): Promise<UsableMethod | 'unusable' | null> {
  const found = buyerId === null ? null : await findUsableMethod(pool, id, buyerId);
  if (found?.method.method === method) return found;
  const orderIds = payments.map(({ orderId }) => orderId);
  return (await findPaymentsOf(pool, orderIds)).size === orderIds.length ? null : 'unusable';
}

/** Makes the calls that are ours, and waits for those that somebody else is making. */
async function goOn(
  services: PaymentsServices,
  begun: readonly Begun[],
  made: readonly Payment[],
  trail: EventTrail,
): Promise<Map<string, Payment>> {
  const mine = made.map((payment) => {
    const { call } = begun.find((each) => each.payment.id === payment.id)!;
    return { payment, call };
  });
  const settled = await carryOut(services, mine, trail);
  if (settled.length === begun.length) return new Map(settled.map((payment) => [payment.orderId, payment]));
  const orderIds = begun.map(({ payment }) => payment.orderId);
  const known = await waitFor(
    () => findPaymentsOf(services.pool, orderIds),
    (found) => [...found.values()].every(({ status }) => status !== 'CREATED'),
    patienceMs,
  );
  if (known === null) throw serviceUnavailable('The payment provider does not answer now. Try again shortly.');
  return lookAgain(services, known, trail);
}

/**
 * Who asks once more wants to know how it stands now: a buyer may have confirmed meanwhile, and the word of it may have
 * been lost.
 */
async function lookAgain(
  services: PaymentsServices,
  known: Map<string, Payment>,
  trail: EventTrail,
): Promise<Map<string, Payment>> {
  const looked = await Promise.all(
    [...known.values()].map(async (payment) =>
      payment.status === 'REQUIRES_ACTION' ? confirmPayment(services, payment, trail) : payment,
    ),
  );
  return new Map(looked.map((payment) => [payment.orderId, payment]));
}

interface Begun {
  payment: Payment;
  call: ProviderCall;
}

function begin(
  { settings, now }: PaymentsServices,
  wish: AuthorizePayments,
  provider: ProviderName,
  saved: UsableMethod | null,
  trail: EventTrail,
): Begun[] {
  const { checkoutId, buyerId, method, token, email } = wish;
  const instrument: Instrument = {
    token: saved?.method.providerRef ?? token,
    customer: saved?.customer ?? null,
    email,
  };
  const moment = now();
  return wish.payments.map(({ orderId, sellerId, amount }, index) => {
    if (amount.amountMinor <= 0n) throw badUserInput('Expected more than nothing.', `input.payments.${index}.amount`);
    const id = newId('pay');
    const terms = [checkoutId, orderId, method, token, amount.amountMinor.toString(), amount.currency];
    const payment: Payment = {
      id,
      checkoutId,
      orderId,
      sellerId,
      buyerId,
      method,
      provider,
      status: 'CREATED',
      currency: amount.currency,
      amountMinor: amount.amountMinor,
      authorizedMinor: 0n,
      capturedMinor: 0n,
      refundedMinor: 0n,
      refundingMinor: 0n,
      providerRef: null,
      clientSecret: null,
      secretHash: null,
      actionUrl: null,
      failure: null,
      endReason: null,
      // Keyed, so that a token cannot be guessed from it.
      requestHash: createHmac('sha256', settings.sealKey).update(JSON.stringify(terms)).digest('base64url'),
      savedMethodId: saved?.method.id ?? null,
      generation: 1,
      authorizedAt: null,
      capturedAt: null,
      expiresAt: null,
      lookAt: null,
      correlationId: trail.correlationId,
      version: 1,
      createdAt: moment,
      updatedAt: moment,
    };
    const call: ProviderCall = {
      id: newId('pcl'),
      paymentId: id,
      kind: 'AUTHORIZE',
      amountMinor: amount.amountMinor,
      reason: null,
      refundId: null,
      generation: 1,
      sealed: seal(settings.sealKey, sealPurpose, JSON.stringify(instrument)),
      status: 'PENDING',
      attempts: 0,
      lastError: null,
      correlationId: trail.correlationId,
    };
    return { payment, call };
  });
}

/** All or none: what was held for some orders is let go when another was declined. */
async function conclude(
  services: PaymentsServices,
  payments: readonly Payment[],
  trail: EventTrail,
): Promise<Authorization> {
  const ended = payments.find(hasEndedWithoutCharge);
  if (ended !== undefined) {
    const others = payments.filter((payment) => !hasEndedWithoutCharge(payment));
    const wish = { kind: 'VOID', amountMinor: null, reason: 'Another payment of the checkout was declined.' } as const;
    await Promise.all(others.map(({ orderId }) => endPayment(services, orderId, wish, trail)));
    const failed = payments.find(({ failure }) => failure !== null) ?? ended;
    const { code, message } = failed.failure ?? { code: 'payment_voided', message: 'The payment was let go.' };
    return { kind: 'declined', code, message };
  }
  const waiting = payments.filter(({ status }) => status === 'REQUIRES_ACTION');
  return waiting.length > 0 ? { kind: 'actionRequired', payments: waiting } : { kind: 'authorized', payments };
}
