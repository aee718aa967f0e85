import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits that open a guest's cart. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What the database keeps of a token. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** A digest of what a client sent, to tell the same input from another. */
export const digestOf = (parts: readonly (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** A guest's right to one checkout: follows from its id and this installation's key, so that it need not be kept. */
export const checkoutToken = (key: string, checkoutId: string): string =>
  createHmac('sha256', key).update(`soko.checkout.${checkoutId}`).digest('base64url');

const same = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Whether `token` is the checkout's own or that of the cart it was ordered from. Buyers with an account have neither. */
export function opensCheckout(
  key: string,
  checkout: { id: string; tokenHash: string | null },
  token: string | null | undefined,
): boolean {
  if (token == null || checkout.tokenHash === null) return false;
  return same(hashOfToken(token), checkout.tokenHash) || same(token, checkoutToken(key, checkout.id));
}
