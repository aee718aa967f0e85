import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { chainClaim, type EventTrail, newEvent, ordersOrder } from '@soko/events';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { mistake } from '../ask.ts';
import { join, type LoggedIn, password, support } from '../people.ts';
import { startUsers, type UsersGraph } from '../start-users.ts';
import { teamsOf } from '../teams.ts';

const trail: EventTrail = {
  correlationId: 'req_test',
  causationId: null,
  actor: { kind: 'service', id: 'orders' },
  now: () => new Date(),
};
const money = (amountMinor: number) => ({ amountMinor: String(amountMinor), currency: 'EUR' });

let graph: UsersGraph;
let founder: Viewer;
let buyer: LoggedIn;
let [storeId, otherStoreId] = ['', ''];

const { change, open, team } = teamsOf(() => graph);

beforeAll(async () => {
  graph = await startUsers();
  const made = await team('orders');
  [founder, buyer, storeId] = [made.founder.viewer, made.colleague, made.store.id];
  otherStoreId = (await open(founder, { name: 'Other' })).id;
});

afterAll(() => graph.close());

interface Sold {
  id: string;
  productId: string;
  order: object;
}

/** An order of 30.00 EUR in the store, 10.00 EUR in another one, and of one thing that is of no store. */
function sale(buyerId: string | null): Sold {
  const [id, productId] = [newId('ord'), newId('prd')];
  const line = (store: string | null, minor: number) => ({
    lineId: newId('orl'),
    variantId: newId('var'),
    productId,
    categoryId: newId('cat'),
    storeId: store,
    type: 'PHYSICAL',
    title: 'Lamp',
    sku: 'LAMP',
    quantity: 1,
    packedQuantity: null,
    unitPrice: money(minor),
    tax: money(0),
    taxIncluded: true,
    fee: money(0),
  });
  const sums = { items: 6_000, delivery: 0, tax: 0, taxIncluded: 0, discount: 0, fee: 0, total: 6_000 };
  const order = {
    checkoutId: newId('chk'),
    number: 'SO-1',
    status: 'CONFIRMED',
    placedAt: '2026-05-01T10:00:00.000Z',
    sellerId: newId('slr'),
    buyerId,
    deliveryMethod: 'STANDARD',
    country: 'KE',
    lines: [line(storeId, 3_000), line(otherStoreId, 1_000), line(null, 2_000)],
    ...Object.fromEntries(Object.entries(sums).map(([name, minor]) => [name, money(minor)])),
  };
  return { id, productId, order };
}

const untilHandled = ({ id }: { id: string }) =>
  until('the event is handled', async () => {
    const { rows } = await graph.pool.query('SELECT 1 FROM inbox WHERE event_id = $1', [id]);
    return rows.length === 1;
  });

let sequence = 0;

async function tell(type: string, { id, order }: Sold, more: object = {}) {
  sequence += 1;
  const data = { order, ...more } as never;
  const event = newEvent(ordersOrder, type as 'confirmed', { subject: id, sequence, data }, trail);
  await graph.bus.publish('orders.order', [event]);
  await untilHandled(event);
  return event;
}

/** Tells that a person has claimed an item of a token. */
async function tellClaim(userId: string, store: string, tokenId: string) {
  const claim = { linkId: newId('ckl'), storeId: store, tokenId, mintId: newId('mnt') };
  const event = newEvent(chainClaim, 'claimed', { subject: newId('clm'), sequence: 1, data: { claim, userId } }, trail);
  await graph.bus.publish('chain.claim', [event]);
  await untilHandled(event);
}

const contactsOf = async (store: string, query = 'source:order') =>
  (
    await graph.query(
      `query ($storeId: ID!, $query: String!) { contacts(storeId: $storeId, filter: { query: $query }) {
        nodes { id email user { id displayName email } source orders lastOrderedAt spent { amount currency } } } }`,
      { storeId: store, query },
      { as: founder },
    )
  ).data['contacts'].nodes;

const spent = async () => (await contactsOf(storeId))[0].spent;

describe('a file of contacts', () => {
  const bring = (csv: string, as: Viewer = founder, tags: string[] = []) =>
    change(
      'importContacts',
      { storeId, csv, tags },
      as,
      '... on ContactImport { added changed unchanged failed faults { line message } } ... on ContactFileRefused { message }',
    );

  it('is imported once, and its faulty rows are reported', async () => {
    const file = 'Name,E-mail\nAda,a@b.c';
    expect(await bring(file)).toMatchObject({ code: 'CONTACT_FILE_REFUSED' });
    const csv = 'email,name,tags\nAda@File.example,Ada,vip|new\nnobody,X,\n"grace@file.example","Hopper, Grace",';
    const faults = [{ line: 3, message: 'The email must be an email address, such as ada@example.com.' }];
    expect(await bring(csv, founder, ['fair'])).toMatchObject({
      added: 2,
      changed: 0,
      unchanged: 0,
      failed: 1,
      faults,
    });
    expect(await bring(csv, founder, ['fair'])).toMatchObject({ added: 0, changed: 0, unchanged: 2, failed: 1 });
    expect(await bring('tags;email\nlate;ada@file.example')).toMatchObject({ added: 0, changed: 1, failed: 0 });
    const read = async (query: string) =>
      (await contactsOf(storeId, query)).map(({ email }: { email: string }) => email);
    expect(await read('source:import and tag:fair and tag:vip and tag:late')).toEqual(['ada@file.example']);
    expect(await read('source:import and tag:fair and not tag:vip')).toEqual(['grace@file.example']);
  });

  it('is for the team, and has bounds', async () => {
    await expect(bring('email\na@b.example', support)).rejects.toEqual(mistake('UNAUTHENTICATED'));
    const rows = Array.from({ length: 2_001 }, (_, index) => `p${index}@many.example`);
    expect(await bring(['email', ...rows].join('\n'))).toMatchObject({ code: 'ACCOUNT_LIMIT_REACHED' });
    expect(await bring(['email', ...rows.slice(1)].join('\n'))).toMatchObject({ added: 2_000, failed: 0 });
    await expect(bring('x'.repeat(300_001))).rejects.toEqual(mistake('BAD_USER_INPUT', 'csv'));
  });
});

describe('orders', () => {
  it('make their buyer a contact of each store, without the address', async () => {
    const sold = sale(buyer.id);
    const event = await tell('confirmed', sold);
    expect(await contactsOf(storeId)).toEqual([
      {
        id: expect.stringMatching(/^ctc_/),
        email: null,
        user: { id: buyer.id, displayName: 'Amina O.', email: null },
        source: 'ORDER',
        orders: 1,
        lastOrderedAt: '2026-05-01T10:00:00.000Z',
        spent: [{ amount: '30.00', currency: 'EUR' }],
      },
    ]);
    expect((await contactsOf(otherStoreId))[0].spent).toEqual([{ amount: '10.00', currency: 'EUR' }]);
    await graph.bus.publish('orders.order', [event]);
    await tell('confirmed', sale(buyer.id));
    expect(await contactsOf(storeId)).toMatchObject([{ orders: 2 }]);
    expect(await contactsOf(storeId, `bought:${sold.productId} and orders = 2 and spent >= 60 EUR`)).toHaveLength(1);
    expect(await contactsOf(storeId, `bought:${newId('prd')}`)).toEqual([]);
  });

  it('count what was kept of the money, and not when they are cancelled', async () => {
    const before = Number((await spent())[0].amount);
    const sold = sale(buyer.id);
    await tell('confirmed', sold);
    await tell('payment_changed', sold, { paymentStatus: 'CAPTURED' });
    await tell('refunded', sold, { amount: money(3_000), refunded: money(3_000) });
    expect(Number((await spent())[0].amount)).toBe(before + 15);
    await tell('payment_changed', sold, { paymentStatus: 'CHARGED_BACK' });
    expect(Number((await spent())[0].amount)).toBe(before);
    await tell('cancelled', sold, { reason: null });
    expect(await contactsOf(storeId)).toMatchObject([{ orders: 2 }]);
  });

  it('count less when a part is charged, and again what did not go back to the buyer', async () => {
    const before = Number((await spent())[0].amount);
    const more = async () => Number((await spent())[0].amount) - before;
    const packedLess = sale(buyer.id);
    await tell('confirmed', packedLess);
    await tell('payment_changed', packedLess, { paymentStatus: 'PARTIALLY_CAPTURED' });
    await tell('refunded', packedLess, { amount: money(6_000), refunded: money(6_000) });
    expect(await more()).toBe(0);
    const sold = sale(buyer.id);
    const told = (paymentStatus: string, refunded: number, chargedBack: number) => {
      const paid = { captured: money(6_000), refunded: money(refunded), chargedBack: money(chargedBack) };
      return tell('payment_changed', sold, { paymentStatus, paid });
    };
    await tell('confirmed', sold);
    await tell('refunded', sold, { amount: money(3_000), refunded: money(3_000) });
    expect(await more()).toBe(15);
    await told('PARTIALLY_REFUNDED', 1_000, 0);
    expect(await more()).toBe(25);
    await told('CHARGED_BACK', 1_000, 2_000);
    expect(await more()).toBe(15);
    await told('PARTIALLY_REFUNDED', 1_000, 0);
    expect(await more()).toBe(25);
    for (const each of [packedLess, sold]) await tell('cancelled', each, { reason: null });
    expect((await spent())[0].amount).toBe(`${before}.00`);
  });

  it('of guests, and of people who were erased, leave nothing', async () => {
    await tell('confirmed', sale(null));
    const gone = await join(graph, 'orders-gone@example.com');
    await tell('confirmed', sale(gone.id));
    expect(await contactsOf(storeId)).toHaveLength(2);
    await change('eraseAccount', { password }, gone.viewer, '... on AccountErased { id }');
    await tell('confirmed', sale(gone.id));
    expect(await contactsOf(storeId)).toMatchObject([{ user: { id: buyer.id } }]);
  });

  it('make a deleted buyer a contact again, but not by what happens to old ones', async () => {
    const sold = sale(buyer.id);
    await tell('confirmed', sold);
    const [{ id: contactId }] = await contactsOf(storeId);
    await change('deleteContact', { contactId }, founder);
    await tell('modified', sold, { oldTotal: money(9_000) });
    expect(await contactsOf(storeId)).toEqual([]);
    await tell('confirmed', sale(buyer.id));
    expect(await contactsOf(storeId)).toMatchObject([{ orders: 1 }]);
  });
});

describe('claims', () => {
  it('make the one who claimed a contact of the store that gave the item away', async () => {
    const person = await join(graph, 'claimer@example.com');
    const [tokenId, other] = [newId('ctk'), newId('ctk')];
    await tellClaim(person.id, storeId, tokenId);
    const [contact] = await contactsOf(storeId, `claimed:${tokenId}`);
    expect(contact).toMatchObject({ email: null, user: { id: person.id, email: null }, source: 'CLAIM', orders: 0 });
    expect(await contactsOf(storeId, `claimed:${other}`)).toEqual([]);
    expect(await contactsOf(otherStoreId, `claimed:${tokenId}`)).toEqual([]);
    // A contact that is there stays as it is, whichever came first.
    await tellClaim(person.id, storeId, other);
    await tell('confirmed', sale(person.id));
    expect(
      await contactsOf(storeId, `source:claim and claimed:${tokenId} and claimed:${other} and orders = 1`),
    ).toEqual([{ ...contact, orders: 1, lastOrderedAt: expect.any(String), spent: expect.any(Array) }]);
    await tellClaim(buyer.id, otherStoreId, other);
    expect(await contactsOf(otherStoreId, `source:order and claimed:${other}`)).toHaveLength(1);
  });

  it('of people who were erased, and at stores that are unknown, make no contact', async () => {
    const tokenId = newId('ctk');
    await tellClaim(newId('usr'), storeId, tokenId);
    await tellClaim(buyer.id, newId('sto'), tokenId);
    const { rows } = await graph.pool.query('SELECT FROM contact_claims WHERE token_id = $1', [tokenId]);
    expect(rows).toEqual([]);
  });
});
