import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new token of 256 bits that opens a guest's cart. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** The hash of a token, which the database stores in its place. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** A digest that needs the key of this installation, so that its text cannot be found by guessing. */
export const keyedDigest = (key: string, text: string): string =>
  createHmac('sha256', key).update(`soko.input.${text}`).digest('base64url');

/** The token of a guest's checkout. It is derived from the id and the key of this installation, so it is not stored. */
export const checkoutToken = (key: string, checkoutId: string): string =>
  createHmac('sha256', key).update(`soko.checkout.${checkoutId}`).digest('base64url');

const isSame = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** True when `token` belongs to the checkout or to the cart it was ordered from. Buyers with an account have no tokens. */
export function opensCheckout(
  key: string,
  checkout: { id: string; tokenHash: string | null },
  token: string | null | undefined,
): boolean {
  if (token == null || checkout.tokenHash === null) return false;
  return isSame(hashOfToken(token), checkout.tokenHash) || isSame(token, checkoutToken(key, checkout.id));
}
