import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isGuestGrant, userIdOf, type Viewer } from '@soko/auth';
import { person } from '@soko/testing';
import { buyer, guest, openShop, type Shop, stranger, support } from './shop.ts';

const key = 'a key for specs alone and long enough';

/** A spec reads results as plain JSON. */
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

describe('the orders of a person', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  const buy = async (as = buyer): Promise<string> => {
    const lamp = shop.stocked(3);
    await shop.fillCart(as, [[lamp, 1]]);
    const { id } = await shop.quote(as);
    return (await shop.place(as, id)).orders[0].id;
  };
  const of = (...ids: string[]) => ids.map((id) => ({ __typename: 'User', id }));
  const document = `query ($of: [_Any!]!, $first: Int, $after: String, $filter: OrderFilter) { _entities(representations: $of) {
    ... on User { id orders(first: $first, after: $after, filter: $filter) { nodes { id } pageInfo { hasNextPage endCursor } } } } }`;
  const list = async (as: Json, ids: string[], variables: object = {}): Promise<Json[]> =>
    (await shop.ask(as, document, { of: of(...ids), ...variables }))._entities;

  it('are listed newest first, page by page, for the person and support only', async () => {
    const [first, second, third] = [await buy(), await buy(), await buy()];
    for (const viewer of [buyer, support]) {
      const [page] = await list(viewer, ['usr_buyer'], { first: 2 });
      expect(page.orders.nodes.map(({ id }: Json) => id)).toEqual([third, second]);
      const [rest] = await list(viewer, ['usr_buyer'], { first: 2, after: page.orders.pageInfo.endCursor });
      expect(rest.orders).toMatchObject({ nodes: [{ id: first }], pageInfo: { hasNextPage: false } });
    }
    expect((await list(stranger, ['usr_buyer']))[0].orders).toBeNull();
    expect((await list(guest, ['usr_buyer']))[0].orders).toBeNull();
    expect((await list(buyer, ['usr_buyer'], { filter: { status: ['CANCELLED'] } }))[0].orders.nodes).toEqual([]);
  });

  it('need one statement for many people, each with their own page', async () => {
    const others = ['usr_one', 'usr_two', 'usr_three'];
    const bought = await Promise.all(others.map((id) => buy(person(id))));
    const { result, count } = await shop.statements(() => list(support, [...others, 'usr_nobody'], { first: 1 }));
    expect(count).toBe(1);
    expect(result.map(({ orders }) => orders.nodes.map(({ id }: Json) => id))).toEqual([
      ...bought.map((id) => [id]),
      [],
    ]);
  });
});

describe('the proof that a guest opened an order', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  it('is given with the right token, for that order and request, and never otherwise', async () => {
    const lamp = shop.stocked(3);
    const { token: cartToken } = await shop.fillCart(guest, [[lamp, 1]]);
    const { id: quoteId } = await shop.quote(guest, { cartToken });
    const { token, orders } = await shop.place(guest, quoteId);
    const { id } = orders[0];
    const document = `query ($id: ID!, $token: String) { order(id: $id, token: $token) { guestGrant } }`;
    const ask = async (as: Json, given: string | null) =>
      (await shop.query(document, { id, token: given }, { as, identity: { requestId: 'req_one' } })).data.order;
    for (const given of [token, cartToken]) {
      const { guestGrant } = await ask(guest, given);
      expect(isGuestGrant(key, id, 'req_one', guestGrant)).toBe(true);
      expect(isGuestGrant(key, id, 'req_two', guestGrant)).toBe(false);
    }
    expect(await ask(guest, null)).toBeNull();
    expect(await ask(guest, 'a guess')).toBeNull();
    expect(await ask(support, null)).toEqual({ guestGrant: null });
    const entities = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Order { guestGrant } } }`;
    const seen = await shop.ask(guest, entities, { of: [{ __typename: 'Order', id }] });
    expect(seen._entities).toEqual([null]);
  });

  it('keeps the address and the language of a guest for services', async () => {
    const lamp = shop.stocked(3);
    const { token: cartToken } = await shop.fillCart(guest, [[lamp, 1]]);
    const { id: quoteId } = await shop.quote(guest, { cartToken, locale: 'sw-ke' });
    const [{ id: ofGuest }] = (await shop.place(guest, quoteId)).orders;
    await shop.fillCart(buyer, [[lamp, 1]]);
    const { id: ownQuoteId } = await shop.quote(buyer, { locale: 'sw' });
    const [{ id: ofBuyer }] = (await shop.place(buyer, ownQuoteId)).orders;
    const document = `query ($id: ID!) { guestEmail(orderId: $id) guestLocale(orderId: $id) order(id: $id) { email } }`;
    const ask = (as: Viewer, id: string) => shop.query(document, { id }, { as });
    const notifications: Viewer = { kind: 'service', name: 'notifications' };
    expect((await ask(notifications, ofGuest)).data['guestEmail']).toMatch(/^\S+@\S+$/);
    expect((await ask(notifications, ofGuest)).data['guestLocale']).toBe('sw-KE');
    expect((await ask(notifications, ofBuyer)).data).toMatchObject({ guestEmail: null, guestLocale: null });
    expect((await ask(notifications, 'ord_unknown')).data['guestEmail']).toBeNull();
    for (const as of [guest, buyer, support]) expect((await ask(as, ofGuest)).errors).toBeDefined();
    await shop.pool.query(`UPDATE orders SET email = '' WHERE id = $1`, [ofGuest]);
    expect((await ask(notifications, ofGuest)).data['guestEmail']).toBeNull();
  });

  it('says the parties of orders to services alone', async () => {
    const lamp = shop.stocked(3);
    const { token: cartToken } = await shop.fillCart(guest, [[lamp, 1]]);
    const { id: quoteId } = await shop.quote(guest, { cartToken });
    const [ofGuest] = (await shop.place(guest, quoteId)).orders;
    await shop.fillCart(buyer, [[lamp, 1]]);
    const { id: ownQuoteId } = await shop.quote(buyer, {});
    const [ofBuyer] = (await shop.place(buyer, ownQuoteId)).orders;
    const document = `query ($ids: [ID!]!) { orderParties(ids: $ids) { orderId number sellerId storeId buyerId } }`;
    const ask = (as: Viewer, ids: string[]) => shop.query(document, { ids }, { as });
    const chat: Viewer = { kind: 'service', name: 'chat' };
    const { data } = await ask(chat, [ofGuest.id, 'ord_unknown', ofBuyer.id]);
    expect(data['orderParties']).toEqual([
      {
        orderId: ofGuest.id,
        number: expect.stringMatching(/^SO-/),
        sellerId: expect.any(String),
        storeId: null,
        buyerId: null,
      },
      null,
      expect.objectContaining({ orderId: ofBuyer.id, buyerId: userIdOf(buyer) }),
    ]);
    await shop.pool.query('UPDATE order_line SET store_id = $2 WHERE order_id = $1', [ofBuyer.id, 'sto_1']);
    expect((await ask(chat, [ofBuyer.id])).data['orderParties']).toMatchObject([{ storeId: 'sto_1' }]);
    for (const as of [guest, buyer, support]) expect((await ask(as, [ofBuyer.id])).errors).toBeDefined();
    const tooMany = Array.from({ length: 101 }, (_, index) => `ord_${index}`);
    expect((await ask(chat, tooMany)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
