import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { person } from '@soko/testing';
import { admin, buyer, guest, openShop, type Shop, stranger, support } from './shop.ts';

describe('watching orders', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  const orderUpdated =
    'subscription ($id: ID!, $token: String) { orderUpdated(orderId: $id, token: $token) { id status } }';
  const myOrders = 'subscription { myOrders { id status } }';
  const mySales = 'subscription { mySales { id status } }';

  const bought = async () => {
    const lamp = shop.stocked(9);
    const { orders } = await shop.buy([[lamp, 1]]);
    return { id: orders[0].id as string, sellerId: orders[0].seller.id as string };
  };
  const guestBought = async () => {
    const { token: cartToken } = await shop.fillCart(guest, [[shop.stocked(9), 1]]);
    const { id: quoteId } = await shop.quote(guest, { cartToken });
    const { token, orders } = await shop.place(guest, quoteId);
    return { id: orders[0].id as string, token: token as string };
  };
  const begin = async (as: Viewer, text: string, variables = {}) => {
    const { errors, extensions } = await shop.query(text, variables, { as, event: null });
    return errors ? errors.map((error) => error.extensions?.['code']) : extensions?.['keys'];
  };
  const eventOf = async (id: string) => {
    const envelope = (await shop.told('orders.order.confirmed')).find(({ subject }) => subject === id);
    return { topic: 'orders.order', envelope: envelope! };
  };
  const told = async (as: Viewer, text: string, id: string, variables = {}) => {
    const { data, errors } = await shop.query(text, variables, { as, event: await eventOf(id) });
    return errors ? errors.map((error) => error.extensions?.['code']) : Object.values(data)[0];
  };

  it('is for the buyer, the seller and support; others get NOT_FOUND at the start', async () => {
    const { id, sellerId } = await bought();
    const seller = await shop.seller(sellerId);
    for (const viewer of [buyer, seller, support, admin]) {
      expect(await begin(viewer, orderUpdated, { id })).toEqual([id]);
      expect(await told(viewer, orderUpdated, id, { id })).toEqual({ id, status: 'CONFIRMED' });
    }
    for (const viewer of [stranger, guest, person('usr_other', 'SELLER')]) {
      expect(await begin(viewer, orderUpdated, { id })).toEqual(['NOT_FOUND']);
      expect(await told(viewer, orderUpdated, id, { id })).toBeNull();
    }
    expect(await begin(buyer, orderUpdated, { id: 'ord_none' })).toEqual(['NOT_FOUND']);
  });

  it('is for a guest with the token, which is checked for every event', async () => {
    const { id, token } = await guestBought();
    const other = await guestBought();
    expect(await begin(guest, orderUpdated, { id, token })).toEqual([id]);
    expect(await told(guest, orderUpdated, id, { id, token })).toEqual({ id, status: 'CONFIRMED' });
    for (const wrong of [undefined, other.token, 'guessed']) {
      expect(await begin(guest, orderUpdated, { id, token: wrong })).toEqual(['NOT_FOUND']);
      expect(await told(guest, orderUpdated, id, { id, token: wrong })).toBeNull();
    }
  });

  it('of own orders shows no other orders, whatever event the gateway sends', async () => {
    const { id, sellerId } = await bought();
    const seller = await shop.seller(sellerId);
    expect(await begin(buyer, myOrders)).toEqual(['usr_buyer']);
    expect(await begin(seller, mySales)).toEqual([sellerId]);
    expect(await told(buyer, myOrders, id)).toEqual({ id, status: 'CONFIRMED' });
    expect(await told(seller, mySales, id)).toEqual({ id, status: 'CONFIRMED' });
    expect(await told(stranger, myOrders, id)).toBeNull();
    expect(await told(seller, myOrders, id)).toBeNull();
    expect(await told(person('usr_other', 'SELLER'), mySales, id)).toBeNull();
  });

  it('is refused to viewers without the role', async () => {
    const { id } = await bought();
    for (const [viewer, text, code] of [
      [guest, myOrders, 'UNAUTHENTICATED'],
      [guest, mySales, 'UNAUTHENTICATED'],
      [buyer, mySales, 'FORBIDDEN'],
    ] as const) {
      expect(await begin(viewer, text)).toEqual([code]);
      expect(await told(viewer, text, id)).toEqual([code]);
    }
  });

  it('of sales waits until the shop is known', async () => {
    expect(await begin(person('usr_new', 'CUSTOMER', 'SELLER'), mySales)).toEqual(['SERVICE_UNAVAILABLE']);
    expect(await begin(admin, mySales)).toEqual([]);
  });

  it('needs one statement per event', async () => {
    const { id, sellerId } = await bought();
    const event = await eventOf(id);
    const count = async (as: Viewer, text: string) =>
      (await shop.statements(() => shop.query(text, { id }, { as, event }))).count;
    expect(await count(buyer, orderUpdated)).toBe(1);
    expect(await count(buyer, myOrders)).toBe(1);
    expect(await count(await shop.seller(sellerId), mySales)).toBe(2);
  });
});
