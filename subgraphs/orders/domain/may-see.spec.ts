import { describe, expect, it } from '@jest/globals';
import { anonymous, type Role, type Viewer } from '@soko/auth';
import {
  isBuyer,
  mayCancelOrder,
  maySeeAddress,
  maySeeCart,
  maySeeCheckout,
  maySeeEmail,
  maySeeFee,
  maySeeOrder,
  maySeeSecrets,
  type Relation,
  relationsTo,
} from './may-see.ts';
import { specOrder } from './spec-purchase.ts';

const user = (id: string, ...roles: Role[]): Viewer => ({ kind: 'user', id, roles, sessionId: 'ses_1' });
const order = { ...specOrder({ sellerId: 'slr_1', checkoutId: 'chk_1' }), buyerId: 'usr_buyer' };
const viewers: Record<string, { viewer: Viewer; isOpened?: boolean; sellerIds?: string[] }> = {
  buyer: { viewer: user('usr_buyer') },
  guest: { viewer: anonymous, isOpened: true },
  seller: { viewer: user('usr_seller', 'SELLER'), sellerIds: ['slr_1'] },
  support: { viewer: user('usr_support', 'SUPPORT') },
  warehouse: { viewer: user('usr_packs', 'WAREHOUSE') },
  courier: { viewer: user('usr_rides', 'COURIER') },
  otherSeller: { viewer: user('usr_other', 'SELLER'), sellerIds: ['slr_2'] },
  stranger: { viewer: user('usr_stranger') },
  service: { viewer: { kind: 'service', name: 'payments' } },
  anonymous: { viewer: anonymous },
};
const allowed = (may: (viewer: Viewer, isOpened: boolean) => boolean) =>
  Object.keys(viewers).filter((name) => may(viewers[name]!.viewer, viewers[name]!.isOpened ?? false));
const related = (may: (relations: ReadonlySet<Relation>) => boolean) =>
  Object.keys(viewers).filter((name) => {
    const { viewer, isOpened = false, sellerIds = [] } = viewers[name]!;
    return may(relationsTo(viewer, { ...order, isOpened }, sellerIds));
  });

describe('an order', () => {
  it('is seen by its buyer, its seller, support, the warehouse and couriers', () => {
    expect(related(maySeeOrder)).toEqual(['buyer', 'guest', 'seller', 'support', 'warehouse', 'courier']);
  });

  it('is cancelled by its buyer, its seller and support', () => {
    expect(related(mayCancelOrder)).toEqual(['buyer', 'guest', 'seller', 'support']);
  });

  it('shows the email address to its buyer and support, and the fee to its seller and support', () => {
    expect(related(maySeeEmail)).toEqual(['buyer', 'guest', 'support']);
    expect(related(maySeeFee)).toEqual(['seller', 'support']);
  });

  it('shows the address to those who pack and deliver it, and only while they do', () => {
    const always = ['buyer', 'guest', 'support'];
    for (const status of ['CONFIRMED', 'PACKAGING', 'PACKAGED', 'IN_DELIVERY', 'DELIVERY_FAILED'] as const) {
      expect(related((relations) => maySeeAddress(relations, { status }))).toEqual([...always, 'warehouse', 'courier']);
    }
    for (const status of ['PENDING', 'RESERVED', 'FULFILLED', 'CANCELLED', 'RETURNED_TO_SENDER'] as const) {
      expect(related((relations) => maySeeAddress(relations, { status }))).toEqual(always);
    }
  });

  it('of a guest belongs to no account', () => {
    expect(allowed((viewer, isOpened) => isBuyer(viewer, { ...order, buyerId: null, isOpened }))).toEqual(['guest']);
  });
});

describe('a checkout and a cart', () => {
  it('are seen by their buyer and support, and their secrets by the buyer alone', () => {
    const checkout = { buyerId: 'usr_buyer' };
    expect(allowed((viewer, isOpened) => maySeeCheckout(viewer, { ...checkout, isOpened }))).toEqual([
      'buyer',
      'guest',
      'support',
    ]);
    expect(allowed((viewer, isOpened) => maySeeSecrets(viewer, { ...checkout, isOpened }))).toEqual(['buyer', 'guest']);
    expect(allowed((viewer) => maySeeCart(viewer, { userId: 'usr_buyer' }))).toEqual(['buyer', 'support']);
    expect(allowed((viewer) => maySeeCart(viewer, { userId: null }))).toEqual(['support']);
  });
});
