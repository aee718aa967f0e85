import { createHmac } from 'node:crypto';
import { badUserInput, idempotencyMismatch, rateLimited, serviceUnavailable } from '@soko/errors';
import { newId } from '@soko/ids';
import { seal } from '@soko/seal';
import type { PaymentMethodKind } from '../domain/payment.ts';
import { mostSavedMethods, mostTriesAnHour, type SavedMethod } from '../domain/saved-method.ts';
import { leaseFrom, type PaymentsServices, providerOf } from '../services.ts';
import { beginSaving, countTries, findSavedMethod, findSavedMethodByKey } from '../store/saved-methods.ts';
import { forCaller } from './carry-out.ts';
import { carrySavedMethod, tokenPurpose } from './carry-saved-method.ts';
import { waitFor } from './wait-for.ts';

export interface SaveWish {
  userId: string;
  method: PaymentMethodKind;
  token: string;
  makeDefault: boolean;
  idempotencyKey: string;
}

export type Saved =
  | SavedMethod
  | { __typename: 'MethodNotSaveable'; code: 'METHOD_NOT_SAVEABLE'; message: string; method: PaymentMethodKind }
  | { __typename: 'PaymentMethodRefused'; code: 'PAYMENT_METHOD_REFUSED'; message: string; declineCode: string }
  | { __typename: 'TooManyPaymentMethods'; code: 'TOO_MANY_PAYMENT_METHODS'; message: string; most: number };

/** How long one waits for what another request under the same key is asking the provider, in milliseconds. */
const patienceMs = 15_000;

/** Keeps what a token stands for at the provider, for later orders of this person. The same key answers the same. */
export async function savePaymentMethod(services: PaymentsServices, wish: SaveWish): Promise<Saved> {
  check(wish);
  const provider = providerOf[wish.method];
  const vault = provider && services.providers.get(provider)?.vault;
  if (!provider || !vault) return notSaveable(wish.method);
  const { settings, pool, now } = services;
  await requirePatience(services, wish);
  const { userId, method, makeDefault, idempotencyKey } = wish;
  const terms = JSON.stringify([method, wish.token, makeDefault]);
  const wanted: SavedMethod = {
    id: newId('pmt'),
    userId,
    provider,
    method,
    status: 'PENDING',
    providerRef: null,
    brand: '',
    last4: '',
    expMonth: 0,
    expYear: 0,
    isDefault: false,
    makeDefault,
    idempotencyKey,
    // Keyed, so that a token cannot be guessed from it.
    requestHash: createHmac('sha256', settings.sealKey).update(terms).digest('base64url'),
    sealed: seal(settings.sealKey, tokenPurpose, wish.token),
    failure: null,
    attempts: 0,
    createdAt: now(),
  };
  const begun = await begin(services, wanted);
  if (begun === null) return tooMany();
  if (begun.method.requestHash !== wanted.requestHash) throw idempotencyMismatch();
  if (begun.mine) await carrySavedMethod(services, begun.method).catch(rethrow);
  const over = await waitFor(
    () => findSavedMethod(pool, begun.method.id),
    (seen) => seen?.status !== 'PENDING',
    patienceMs,
  );
  if (over === null) throw serviceUnavailable('The payment provider does not answer now. Try again shortly.');
  return over.status === 'ACTIVE' ? over : refused(over);
}

function check({ token, idempotencyKey }: SaveWish): void {
  if (!/^[\w-]{3,200}$/.test(token) || token.startsWith('pmt_'))
    throw badUserInput('Expected the token that the provider gave for the card.', 'input.token');
  if (!/^.{8,128}$/.test(idempotencyKey)) throw badUserInput('Expected 8 to 128 characters.', 'input.idempotencyKey');
}

const hourMs = 3_600_000;

async function requirePatience({ pool, now }: PaymentsServices, wish: SaveWish): Promise<void> {
  const { userId, idempotencyKey } = wish;
  const tries = await countTries(pool, userId, new Date(now().getTime() - hourMs));
  if (tries >= mostTriesAnHour && (await findSavedMethodByKey(pool, userId, idempotencyKey)) === null) {
    throw rateLimited(hourMs / 1_000, 'Too many payment methods were tried. Try again in an hour.');
  }
}

/** Two at once with one key: one of them makes the row, the other may not see it until it looks once more. */
async function begin(services: PaymentsServices, wanted: SavedMethod) {
  const begun = await beginSaving(services.pool, wanted, leaseFrom(services).claimedUntil);
  if (begun !== null) return begun;
  const known = await findSavedMethodByKey(services.pool, wanted.userId, wanted.idempotencyKey);
  return known && { method: known, mine: false };
}

function rethrow(error: unknown): never {
  throw forCaller(error);
}

const notSaveable = (method: PaymentMethodKind): Saved => ({
  __typename: 'MethodNotSaveable',
  code: 'METHOD_NOT_SAVEABLE',
  message: `${method} cannot be saved here: only cards through Stripe can, where Stripe is configured.`,
  method,
});

const tooMany = (): Saved => ({
  __typename: 'TooManyPaymentMethods',
  code: 'TOO_MANY_PAYMENT_METHODS',
  message: `At most ${mostSavedMethods} payment methods can be saved. Remove one first.`,
  most: mostSavedMethods,
});

/** Where it was not kept, or has been removed since. */
const refused = ({ failure }: SavedMethod): Saved => ({
  __typename: 'PaymentMethodRefused',
  code: 'PAYMENT_METHOD_REFUSED',
  message: failure?.message ?? 'It was saved, and removed since. Save it again under another key.',
  declineCode: failure?.code ?? 'removed',
});
