import { describe, expect, it } from '@jest/globals';
import { anonymous, type Role, type Viewer } from '@soko/auth';
import { isBuyer, mayCancelOrder, maySeeCart, maySeeCheckout, maySeeEmail, maySeeFee, maySeeOrder } from './may-see.ts';
import { specOrder } from './spec-purchase.ts';

const user = (id: string, ...roles: Role[]): Viewer => ({ kind: 'user', id, roles, sessionId: 'ses_1' });
const order = { ...specOrder({ sellerId: 'slr_1', checkoutId: 'chk_1' }), buyerId: 'usr_buyer' };
const none = new Set<string>();
const viewers: Record<string, { viewer: Viewer; opened?: ReadonlySet<string>; sellerIds?: string[] }> = {
  buyer: { viewer: user('usr_buyer') },
  guest: { viewer: anonymous, opened: new Set(['chk_1']) },
  seller: { viewer: user('usr_seller', 'SELLER'), sellerIds: ['slr_1'] },
  support: { viewer: user('usr_support', 'SUPPORT') },
  warehouse: { viewer: user('usr_packs', 'WAREHOUSE') },
  courier: { viewer: user('usr_rides', 'COURIER') },
  otherSeller: { viewer: user('usr_other', 'SELLER'), sellerIds: ['slr_2'] },
  stranger: { viewer: user('usr_stranger') },
  service: { viewer: { kind: 'service', name: 'payments' } },
  anonymous: { viewer: anonymous, opened: new Set(['chk_2']) },
};
const allowed = (may: (viewer: Viewer, opened: ReadonlySet<string>, sellerIds: readonly string[]) => boolean) =>
  Object.keys(viewers).filter((name) => {
    const { viewer, opened = none, sellerIds = [] } = viewers[name]!;
    return may(viewer, opened, sellerIds);
  });

describe('an order', () => {
  it('is seen by its buyer, its seller, support, the warehouse and couriers', () => {
    expect(allowed((viewer, opened, sellerIds) => maySeeOrder(viewer, order, { opened, sellerIds }))).toEqual([
      'buyer',
      'guest',
      'seller',
      'support',
      'warehouse',
      'courier',
    ]);
  });

  it('is cancelled by its buyer, its seller and support', () => {
    expect(allowed((viewer, opened, sellerIds) => mayCancelOrder(viewer, order, { opened, sellerIds }))).toEqual([
      'buyer',
      'guest',
      'seller',
      'support',
    ]);
  });

  it('shows the email address to its buyer and support, and the fee to its seller and support', () => {
    expect(allowed((viewer, opened) => maySeeEmail(viewer, order, opened))).toEqual(['buyer', 'guest', 'support']);
    expect(allowed((viewer, _, sellerIds) => maySeeFee(viewer, order, sellerIds))).toEqual(['seller', 'support']);
  });

  it('of a guest belongs to no account', () => {
    expect(allowed((viewer, opened) => isBuyer(viewer, { ...order, buyerId: null }, opened))).toEqual(['guest']);
  });
});

describe('a checkout and a cart', () => {
  it('are seen by their buyer and support', () => {
    const checkout = { id: 'chk_1', buyerId: 'usr_buyer' };
    expect(allowed((viewer, opened) => maySeeCheckout(viewer, checkout, opened))).toEqual([
      'buyer',
      'guest',
      'support',
    ]);
    expect(allowed((viewer) => maySeeCart(viewer, { userId: 'usr_buyer' }))).toEqual(['buyer', 'support']);
    expect(allowed((viewer) => maySeeCart(viewer, { userId: null }))).toEqual(['support']);
  });
});
