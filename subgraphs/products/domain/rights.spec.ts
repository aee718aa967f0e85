import { describe, expect, it } from '@jest/globals';
import { sellerFor } from './may-sell.ts';
import { mayManage, maySee, noRights, type Rights } from './rights.ts';

const seller: Rights = { ...noRights, seller: { id: 'slr_1', status: 'ACTIVE' }, storeIds: ['sto_1'] };
const own = { sellerId: 'slr_1', storeId: null };
const stores = { sellerId: 'slr_2', storeId: 'sto_1' };
const strange = { sellerId: 'slr_2', storeId: 'sto_2' };

describe('the rights of a viewer', () => {
  it('cover their own products and those of their stores', () => {
    expect([own, stores, strange].map((product) => mayManage(seller, product))).toEqual([true, true, false]);
    expect([own, stores, strange].map((product) => mayManage(noRights, product))).toEqual([false, false, false]);
  });

  it('let support see everything and administrators change it', () => {
    const support: Rights = { ...noRights, seesAll: true };
    expect([maySee(support, strange), mayManage(support, strange)]).toEqual([true, false]);
    const admin: Rights = { ...noRights, seesAll: true, managesAll: true };
    expect([maySee(admin, strange), mayManage(admin, strange)]).toEqual([true, true]);
  });

  it('let an active seller sell, and in a store of theirs', () => {
    expect(sellerFor(seller, null)).toEqual({ id: 'slr_1', status: 'ACTIVE' });
    expect(sellerFor(seller, 'sto_1')).toEqual({ id: 'slr_1', status: 'ACTIVE' });
    expect(sellerFor(seller, 'sto_2')).toMatchObject({ code: 'NOT_STORE_MEMBER', storeId: 'sto_2' });
    expect(sellerFor(noRights, null)).toMatchObject({ code: 'SELLER_NOT_ACTIVE', sellerStatus: null });
    const suspended: Rights = { ...seller, seller: { id: 'slr_1', status: 'SUSPENDED' } };
    expect(sellerFor(suspended, 'sto_1')).toMatchObject({ sellerStatus: 'SUSPENDED' });
  });
});
