import { describe, expect, it } from '@jest/globals';
import { maySeeUnlisted } from './may-see.ts';
import { sellerFor } from './may-sell.ts';
import { mayManage, noRights, type Rights } from './rights.ts';

const seller: Rights = {
  ...noRights,
  seller: { id: 'slr_1', status: 'ACTIVE' },
  ownsSeller: true,
  storeIds: ['sto_1'],
};
const own = { sellerId: 'slr_1', storeId: null };
const stores = { sellerId: 'slr_2', storeId: 'sto_1' };
const foreign = { sellerId: 'slr_2', storeId: 'sto_2' };

describe('the rights of a viewer', () => {
  it('cover their own products and those of their stores', () => {
    expect([own, stores, foreign].map((product) => mayManage(seller, product))).toEqual([true, true, false]);
    expect([own, stores, foreign].map((product) => mayManage(noRights, product))).toEqual([false, false, false]);
  });

  it('of an API key cover the products of its store, not those of the seller it creates products for', () => {
    const key: Rights = { ...seller, ownsSeller: false };
    expect([own, stores, foreign].map((product) => mayManage(key, product))).toEqual([false, true, false]);
    expect(sellerFor(key, 'sto_1')).toEqual({ id: 'slr_1', status: 'ACTIVE' });
  });

  it('let support see everything and administrators change it', () => {
    const support: Rights = { ...noRights, seesAll: true };
    expect([maySeeUnlisted(support, foreign), mayManage(support, foreign)]).toEqual([true, false]);
    const admin: Rights = { ...noRights, seesAll: true, managesAll: true };
    expect([maySeeUnlisted(admin, foreign), mayManage(admin, foreign)]).toEqual([true, true]);
  });

  it('let an active seller sell, also in a store of theirs', () => {
    expect(sellerFor(seller, null)).toEqual({ id: 'slr_1', status: 'ACTIVE' });
    expect(sellerFor(seller, 'sto_1')).toEqual({ id: 'slr_1', status: 'ACTIVE' });
    expect(sellerFor(seller, 'sto_2')).toMatchObject({ code: 'NOT_STORE_MEMBER', storeId: 'sto_2' });
    expect(sellerFor(noRights, null)).toMatchObject({ code: 'SELLER_NOT_ACTIVE', sellerStatus: null });
    const suspended: Rights = { ...seller, seller: { id: 'slr_1', status: 'SUSPENDED' } };
    expect(sellerFor(suspended, 'sto_1')).toMatchObject({ sellerStatus: 'SUSPENDED' });
  });
});
