import { badUserInput, rateLimited } from '@soko/errors';
import { keyedHashes, readIdempotencyKey, requireSameInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readPaymentToken } from '@soko/input';
import { seal } from '@soko/seal';
import type { PaymentMethodKind, ProviderName } from '../domain/payment.ts';
import { methodNotSaveable, paymentMethodRefused, tooManyPaymentMethods } from '../domain/refusals.ts';
import { isSavedMethodId, maxTriesPerHour, type SavedMethod } from '../domain/saved-method.ts';
import { newLease, type PaymentsServices, providerByMethod } from '../services.ts';
import { beginSaving, countTries, findSavedMethod, findSavedMethodByKey } from '../store/saved-methods.ts';
import { completeSavedMethod, tokenPurpose } from './complete-saved-method.ts';
import { toCallerError, waitForProvider } from './wait-for-provider.ts';

export interface SavePaymentMethodInput {
  userId: string;
  method: PaymentMethodKind;
  token: string;
  makeDefault: boolean;
  idempotencyKey: string;
}

export type SavePaymentMethodOutcome =
  SavedMethod | ReturnType<typeof methodNotSaveable | typeof paymentMethodRefused | typeof tooManyPaymentMethods>;

/** Saves the card of a token at the provider, for later orders of this user. A repeat returns the first result. */
export async function savePaymentMethod(
  services: PaymentsServices,
  input: SavePaymentMethodInput,
): Promise<SavePaymentMethodOutcome> {
  checkInput(input);
  const provider = providerByMethod[input.method];
  if (!provider || !services.providers.get(provider)?.vault) return methodNotSaveable(input.method);
  await limitTries(services, input);
  const wanted = newMethod(services, input, provider);
  const begun = await beginOrFind(services, wanted);
  if (begun === null) return tooManyPaymentMethods();
  requireSameInput(begun.method.requestHash, requestHashesOf(services.settings, input));
  if (begun.mine) await completeSavedMethod(services, begun.method).catch(rethrowForCaller);
  const ended = await waitForProvider(
    () => findSavedMethod(services.db, begun.method.id),
    (seen) => seen?.status !== 'PENDING',
  );
  return ended?.status === 'ACTIVE' ? ended : paymentMethodRefused(ended ?? begun.method);
}

function checkInput({ token, idempotencyKey }: SavePaymentMethodInput): void {
  if (isSavedMethodId(readPaymentToken(token, 'token'))) {
    throw badUserInput('The token must be a card token of the provider, such as pm_card_visa.', 'token');
  }
  readIdempotencyKey(idempotencyKey);
}

const hourMs = 3_600_000;

async function limitTries({ db, now }: PaymentsServices, input: SavePaymentMethodInput): Promise<void> {
  const { userId, idempotencyKey } = input;
  const tries = await countTries(db, userId, new Date(now().getTime() - hourMs));
  if (tries >= maxTriesPerHour && (await findSavedMethodByKey(db, userId, idempotencyKey)) === null) {
    throw rateLimited(hourMs / 1_000, `At most ${maxTriesPerHour} payment methods can be tried per hour.`);
  }
}

const requestHashesOf = (
  { sealKeys }: PaymentsServices['settings'],
  { method, token, makeDefault }: Pick<SavePaymentMethodInput, 'method' | 'token' | 'makeDefault'>,
) => keyedHashes(sealKeys, [method, token, makeDefault]);

function newMethod(
  { settings, now }: PaymentsServices,
  { userId, method, token, makeDefault, idempotencyKey }: SavePaymentMethodInput,
  provider: ProviderName,
): SavedMethod {
  return {
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
    requestHash: requestHashesOf(settings, { method, token, makeDefault })[0],
    sealed: seal(settings.sealKeys, tokenPurpose, token),
    failure: null,
    attempts: 0,
    createdAt: now(),
  };
}

/** Of two requests with one key, one creates the row. The other may see it only with a second statement. */
async function beginOrFind(services: PaymentsServices, wanted: SavedMethod) {
  const begun = await beginSaving(services.pool, wanted, newLease(services).claimedUntil);
  if (begun !== null) return begun;
  const known = await findSavedMethodByKey(services.db, wanted.userId, wanted.idempotencyKey);
  return known && { method: known, mine: false };
}

function rethrowForCaller(error: unknown): never {
  throw toCallerError(error);
}
