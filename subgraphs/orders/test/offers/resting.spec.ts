import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type HagglingShop, hourMs, newBuyer, openHagglingShop } from './haggling-shop.ts';

describe('a price offer', () => {
  let shop: HagglingShop;
  beforeAll(async () => {
    shop = await openHagglingShop();
  });
  afterAll(() => shop.close());
  afterEach(async () => {
    expect(await shop.broken()).toEqual([]);
  });

  it('rests during a vacation of the seller, and accepted prices hold until after it', async () => {
    const { buyer, lamp, seller, offer } = await shop.agreed('8.00');
    const late = newBuyer();
    const open = await shop.make(late, lamp, '7.00');
    const dayMs = 24 * hourMs;
    const validFor = async (): Promise<number> => {
      const { validUntil } = await shop.offer(buyer, offer.id);
      return Math.round((Date.parse(validUntil) - shop.now().getTime()) / hourMs);
    };
    const { sellerId } = lamp;
    const leave = (until: string | null, message = 'Back soon.') =>
      shop.mutate(seller, 'setVacation', { sellerId, until, message }, '... on Seller { id }');
    const eventsOf = async (id: string) => (await shop.told()).filter(({ subject }) => subject === id);
    const before = await shop.offer(buyer, offer.id);
    const back = new Date(shop.now().getTime() + 3 * dayMs).toISOString();
    await leave(back);
    expect(await validFor()).toBe(96);
    const held = await shop.offer(buyer, offer.id);
    expect(held).toMatchObject({ status: 'ACCEPTED', version: before.version + 1 });
    expect(held.steps.at(-1)).toMatchObject({ status: 'ACCEPTED', side: null, unitPrice: null });
    expect((await eventsOf(offer.id)).at(-1)).toMatchObject({
      type: 'orders.offer.held',
      sequence: held.version,
      data: { awayUntil: back, offer: { status: 'ACCEPTED', validUntil: held.validUntil } },
    });
    // Other words of the same vacation move nothing, and a repeated answer is still one.
    await leave(back, 'Gone fishing.');
    expect((await shop.offer(buyer, offer.id)).version).toBe(held.version);
    expect(await shop.accept(seller, offer.id)).toMatchObject({ status: 'ACCEPTED', version: held.version });
    const away = { code: 'SELLER_ON_VACATION', message: expect.stringContaining('Talk about prices afterwards.') };
    expect(await shop.make(newBuyer(), lamp, '7.00')).toMatchObject(away);
    expect(await shop.accept(seller, open.id)).toMatchObject(away);
    expect(await shop.counter(seller, open.id, '9.00')).toMatchObject(away);
    await leave(null);
    expect(await validFor()).toBeGreaterThan(366 * 24);
    shop.pass(2 * dayMs);
    await shop.subgraph.runJob('orders.sweep-offers');
    const input = { sellerId };
    await shop.ask(seller, 'mutation ($input: EndVacationInput!) { endVacation(input: $input) { id } }', { input });
    expect(await validFor()).toBe(24);
    expect((await eventsOf(offer.id)).slice(-2)).toMatchObject([
      { type: 'orders.offer.held', data: { awayUntil: null } },
      { type: 'orders.offer.resumed', sequence: held.version + 2 },
    ]);
    await shop.fillCart(buyer, [[lamp, 1]]);
    expect(await shop.quote(buyer)).toMatchObject({ itemsTotal: { amount: '8.00' } });
    expect((await shop.offer(late, open.id)).status).toBe('EXPIRED');
  });
});
