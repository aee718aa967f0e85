import { describe, expect, it } from '@jest/globals';
import { checkoutToken, hashOfToken, newToken, opensCheckout } from './tokens.ts';

const key = 'a key for specs alone';

describe('a guest’s token', () => {
  it('has 256 bits and is never the same twice', () => {
    expect(Buffer.from(newToken(), 'base64url')).toHaveLength(32);
    expect(newToken()).not.toBe(newToken());
  });

  it('opens the checkout of its cart, as the token of the checkout does, and no other', () => {
    const token = newToken();
    const checkout = { id: 'chk_1', tokenHash: hashOfToken(token) };
    expect(opensCheckout(key, checkout, token)).toBe(true);
    expect(opensCheckout(key, checkout, checkoutToken(key, 'chk_1'))).toBe(true);
    expect(opensCheckout(key, checkout, checkoutToken(key, 'chk_2'))).toBe(false);
    expect(opensCheckout(key, checkout, checkoutToken('another key', 'chk_1'))).toBe(false);
    expect(opensCheckout(key, checkout, checkout.tokenHash)).toBe(false);
    expect(opensCheckout(key, checkout, newToken())).toBe(false);
    expect(opensCheckout(key, checkout, null)).toBe(false);
  });

  it('opens the checkout after the key was replaced, while the old key is accepted', () => {
    const checkout = { id: 'chk_1', tokenHash: hashOfToken(newToken()) };
    const token = checkoutToken(key, 'chk_1');
    expect(opensCheckout(['new key', key], checkout, token)).toBe(true);
    expect(opensCheckout(['new key'], checkout, token)).toBe(false);
    expect(checkoutToken(['new key', key], 'chk_1')).toBe(checkoutToken('new key', 'chk_1'));
  });

  it('opens no checkout of a buyer with an account', () => {
    expect(opensCheckout(key, { id: 'chk_1', tokenHash: null }, checkoutToken(key, 'chk_1'))).toBe(false);
  });
});
