import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Keys, listKeys } from '@soko/env/keys';

/** A new token of 256 bits that opens a guest's cart. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** The hash of a token, which the database stores in its place. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Digests under each key of this installation, the current one first, so that the text cannot be found by guessing. */
export const keyedDigests = (keys: Keys, text: string): [current: string, ...others: string[]] => {
  const digestUnder = (key: string): string =>
    createHmac('sha256', key).update(`soko.input.${text}`).digest('base64url');
  const [current, ...others] = listKeys(keys);
  return [digestUnder(current), ...others.map(digestUnder)];
};

/** The token of a guest's checkout. It is derived from the id and the current key of this installation, so it is not stored. */
export const checkoutToken = (keys: Keys, checkoutId: string): string =>
  createHmac('sha256', listKeys(keys)[0]).update(`soko.checkout.${checkoutId}`).digest('base64url');

/** The token of the cart with what a guest wants instead of goods that they send back. It is not stored. */
export const exchangeToken = (keys: Keys, returnId: string): string =>
  createHmac('sha256', listKeys(keys)[0]).update(`soko.exchange.${returnId}`).digest('base64url');

const isSame = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** True when `token` belongs to the checkout or to the cart it was ordered from. Buyers with an account have no tokens. */
export function opensCheckout(
  keys: Keys,
  checkout: { id: string; tokenHash: string | null },
  token: string | null | undefined,
): boolean {
  if (token == null || checkout.tokenHash === null) return false;
  return (
    isSame(hashOfToken(token), checkout.tokenHash) ||
    listKeys(keys).some((key) => isSame(token, checkoutToken(key, checkout.id)))
  );
}
