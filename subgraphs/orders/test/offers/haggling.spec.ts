import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { guest, stranger, support } from '../shop.ts';
import { euro, type HagglingShop, hourMs, idOf, type Json, newBuyer, openHagglingShop } from './haggling-shop.ts';

describe('talking about a price', () => {
  let shop: HagglingShop;
  beforeAll(async () => {
    shop = await openHagglingShop({ OFFERS_PER_DAY: '4' });
  });
  afterAll(() => shop.close());
  afterEach(async () => {
    expect(await shop.broken()).toEqual([]);
  });

  it('goes back and forth until one side accepts, and both sides and support read it', async () => {
    const buyer = newBuyer();
    const { lamp, seller } = await shop.listed();
    const made = await shop.make(buyer, lamp, '7.00', { message: 'For my mother.' });
    expect(made).toMatchObject({
      status: 'OPEN',
      turn: 'SELLER',
      quantity: 2,
      unitPrice: euro('7.00'),
      listPrice: { amount: '10.00' },
      title: 'Oak lamp',
      buyer: { id: idOf(buyer) },
    });
    expect(await shop.counter(seller, made.id, '9.00')).toMatchObject({ status: 'COUNTERED', turn: 'BUYER' });
    expect(await shop.counter(buyer, made.id, '8.00', { message: 'Eight.' })).toMatchObject({ status: 'OPEN' });
    expect(await shop.accept(seller, made.id)).toMatchObject({ status: 'ACCEPTED', version: 4 });
    expect(await shop.accept(seller, made.id)).toMatchObject({ status: 'ACCEPTED', version: 4 });
    const whole = await shop.offer(buyer, made.id);
    expect(whole.steps).toEqual([
      { status: 'OPEN', side: 'BUYER', unitPrice: { amount: '7.00' }, message: 'For my mother.', automatic: false },
      { status: 'COUNTERED', side: 'SELLER', unitPrice: { amount: '9.00' }, message: null, automatic: false },
      { status: 'OPEN', side: 'BUYER', unitPrice: { amount: '8.00' }, message: 'Eight.', automatic: false },
      { status: 'ACCEPTED', side: 'SELLER', unitPrice: null, message: null, automatic: false },
    ]);
    for (const as of [seller, support]) expect((await shop.offer(as, made.id)).id).toBe(made.id);
    expect(await shop.offer(stranger, made.id)).toBeNull();
    const failed = await shop.query('query ($id: ID!) { offer(id: $id) { id } }', { id: made.id }, { as: guest });
    expect(failed.data?.['offer'] ?? null).toBeNull();
    const told = (await Promise.all(['made', 'countered', 'accepted'].map((type) => shop.told(`orders.offer.${type}`))))
      .flat()
      .filter(({ subject }) => subject === made.id);
    expect(told.map(({ sequence, data }) => [sequence, (data as Json).side])).toEqual([
      [1, undefined],
      [2, 'SELLER'],
      [3, 'BUYER'],
      [4, 'SELLER'],
    ]);
    expect(JSON.stringify(told)).not.toContain('mother');
  });

  it('happens in turns, and ends when it is declined, withdrawn or nobody answers', async () => {
    const buyer = newBuyer();
    const { lamp, seller } = await shop.listed();
    const { id: first } = await shop.make(buyer, lamp, '7.00');
    expect(await shop.make(buyer, lamp, '7.50')).toMatchObject({ code: 'OFFER_OPEN', offer: { id: first } });
    expect(await shop.accept(buyer, first)).toMatchObject({ code: 'WRONG_OFFER_STATUS', status: 'OPEN' });
    const withdraw = (as: typeof buyer, offerId: string) =>
      shop.mutate(as, 'withdrawOffer', { offerId }, '... on Offer { status }');
    const decline = (as: typeof buyer, offerId: string) =>
      shop.mutate(as, 'declineOffer', { offerId, message: 'Sorry.' }, '... on Offer { status }');
    expect(await withdraw(seller, first)).toMatchObject({ code: 'WRONG_OFFER_STATUS' });
    expect(await decline(seller, first)).toMatchObject({ status: 'DECLINED' });
    expect(await decline(seller, first)).toMatchObject({ status: 'DECLINED' });
    expect(await withdraw(buyer, first)).toMatchObject({ code: 'WRONG_OFFER_STATUS' });
    const { id: second } = await shop.make(buyer, lamp, '7.50');
    expect(await withdraw(buyer, second)).toMatchObject({ status: 'WITHDRAWN' });
    const { id: third } = await shop.make(buyer, lamp, '7.60');
    await shop.counter(seller, third, '9.00');
    shop.pass(47 * hourMs);
    await shop.subgraph.runJob('orders.sweep-offers');
    expect((await shop.offer(buyer, third)).status).toBe('COUNTERED');
    shop.pass(hourMs);
    expect(await shop.accept(buyer, third)).toMatchObject({ code: 'WRONG_OFFER_STATUS', status: 'COUNTERED' });
    await shop.subgraph.runJob('orders.sweep-offers');
    expect((await shop.offer(buyer, third)).status).toBe('EXPIRED');
  });

  it('is decided once when both sides act at the same time', async () => {
    const { lamp, seller } = await shop.listed();
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const buyer = newBuyer();
        const { id: offerId } = await shop.make(buyer, lamp, '7.00');
        const [accepted, withdrawn] = await Promise.all([
          shop.mutate(seller, 'acceptOffer', { offerId, expectedVersion: 1 }, '... on Offer { status }'),
          shop.mutate(buyer, 'withdrawOffer', { offerId }, '... on Offer { status }'),
        ]);
        const won = [accepted, withdrawn].filter(({ __typename }: Json) => __typename === 'Offer');
        expect(won).toHaveLength(1);
        expect((await shop.offer(buyer, offerId)).status).toBe(won[0].status);
        return won[0].status as string;
      }),
    );
    expect(outcomes).toHaveLength(12);
  });

  it('accepts the price that was read, and no other', async () => {
    const buyer = newBuyer();
    const { lamp, seller } = await shop.listed();
    const { id: offerId } = await shop.make(buyer, lamp, '8.00');
    await shop.counter(seller, offerId, '9.50');
    await shop.counter(buyer, offerId, '6.00');
    expect(await shop.failure(seller, 'acceptOffer', { offerId, expectedVersion: 1 })).toEqual({
      code: 'CONFLICT',
      field: 'expectedVersion',
    });
    expect((await shop.offer(buyer, offerId)).status).toBe('OPEN');
  });

  it('is refused with the reason', async () => {
    const buyer = newBuyer();
    const { lamp, seller } = await shop.listed();
    const price = { message: 'The price must be from 0.01 to 9.99 EUR.', highest: { amount: '9.99' } };
    expect(await shop.make(buyer, lamp, '10.00')).toMatchObject({ code: 'OFFER_PRICE_NOT_ALLOWED', ...price });
    expect(await shop.make(seller, lamp, '7.00')).toMatchObject({ code: 'OWN_PRODUCT' });
    const { lamp: closed } = await shop.listed({ acceptsOffers: false });
    expect(await shop.make(buyer, closed, '7.00')).toMatchObject({ code: 'OFFERS_CLOSED' });
    const { lamp: gone } = await shop.listed({ onSale: false });
    expect(await shop.make(buyer, gone, '7.00')).toMatchObject({ code: 'VARIANT_NOT_AVAILABLE' });
    const { lamp: few } = await shop.listed({ available: 1 });
    expect(await shop.make(buyer, few, '7.00')).toMatchObject({ code: 'OUT_OF_STOCK' });
    const unknown = { ...lamp, variantId: newId('var') };
    expect(await shop.make(buyer, unknown, '7.00')).toMatchObject({ code: 'VARIANT_NOT_AVAILABLE' });
    const input = { variantId: lamp.variantId, quantity: 1, unitPrice: euro('7.00'), idempotencyKey: 'wrong input' };
    for (const [field, wrong] of [
      ['quantity', { quantity: 0 }],
      ['unitPrice.amount', { unitPrice: euro('0.00') }],
      ['unitPrice.currency', { unitPrice: { amount: '7.00', currency: 'USD' } }],
      ['message', { message: 'x'.repeat(501) }],
    ] as const) {
      expect(await shop.failure(buyer, 'makeOffer', { ...input, ...wrong })).toEqual({ code: 'BAD_USER_INPUT', field });
    }
    expect(await shop.failure(guest, 'makeOffer', input)).toMatchObject({ code: 'UNAUTHENTICATED' });
    const { id: offerId } = await shop.make(buyer, lamp, '7.00');
    expect(await shop.counter(seller, offerId, '10.01')).toMatchObject({ code: 'OFFER_PRICE_NOT_ALLOWED' });
    expect(await shop.counter(seller, offerId, '7.00')).toMatchObject({ lowest: { amount: '7.01' } });
    expect(await shop.failure(stranger, 'declineOffer', { offerId })).toEqual({ code: 'NOT_FOUND' });
    expect(await shop.failure(support, 'acceptOffer', { offerId, expectedVersion: 1 })).toEqual({ code: 'NOT_FOUND' });
    await shop.pool.query(`UPDATE seller SET status = 'SUSPENDED' WHERE id = $1`, [lamp.sellerId]);
    expect(await shop.accept(seller, offerId)).toMatchObject({ code: 'SELLER_NOT_ACTIVE' });
    expect(await shop.make(newBuyer(), lamp, '7.00')).toMatchObject({ code: 'VARIANT_NOT_AVAILABLE' });
  });

  it('declines a price below the minimum of the listing at once, without telling the minimum', async () => {
    const buyer = newBuyer();
    const { lamp, seller } = await shop.listed({ minimumOfferBasisPoints: 8_000 });
    const low = await shop.make(buyer, lamp, '7.99');
    expect(low).toMatchObject({ status: 'DECLINED', turn: null, version: 2 });
    expect(low.steps.at(-1)).toMatchObject({ status: 'DECLINED', side: 'SELLER', automatic: true });
    const made = await shop.make(buyer, lamp, '8.00');
    expect(made).toMatchObject({ status: 'OPEN' });
    await shop.counter(seller, made.id, '9.00');
    expect(await shop.counter(buyer, made.id, '7.00')).toMatchObject({ status: 'DECLINED', version: 4 });
    const made1 = (await shop.told('orders.offer.made')).filter(({ subject }) => subject === low.id);
    expect(made1).toEqual([]);
  });

  it('tells nothing about the minimum while an offer is open, and counts each attempt', async () => {
    const buyer = newBuyer();
    const { lamp } = await shop.listed({ minimumOfferBasisPoints: 8_000 });
    const { id } = await shop.make(buyer, lamp, '9.00');
    for (const price of ['8.00', '7.99', '1.00'])
      expect(await shop.make(buyer, lamp, price)).toMatchObject({ code: 'OFFER_OPEN', offer: { id } });
    const input = { variantId: lamp.variantId, quantity: 1, unitPrice: euro('7.98'), idempotencyKey: 'one too many' };
    expect(await shop.failure(buyer, 'makeOffer', input)).toMatchObject({ code: 'RATE_LIMITED' });
    const { offers } = await shop.ask(buyer, '{ offers { nodes { id } } }');
    expect(offers.nodes).toEqual([{ id }]);
  });

  it('is not for two people of whom one blocks the other', async () => {
    const buyer = newBuyer();
    const { lamp, seller } = await shop.listed();
    const { id } = await shop.make(buyer, lamp, '7.00');
    const steps = '... on Offer { steps { status message } }';
    const another = await shop.listed();
    const other = await shop.make(buyer, another.lamp, '7.00');
    expect(await shop.counter(another.seller, other.id, '9.00')).toMatchObject({ status: 'COUNTERED' });
    await shop.block(idOf(another.seller), idOf(buyer));
    await shop.block(idOf(seller), idOf(buyer));
    expect(await shop.accept(seller, id)).toMatchObject({ code: 'PERSON_BLOCKED' });
    expect(await shop.counter(seller, id, '9.00')).toMatchObject({ code: 'PERSON_BLOCKED', isBlockedByViewer: true });
    await shop.mutate(buyer, 'withdrawOffer', { offerId: id }, '... on Offer { status }');
    expect(await shop.make(buyer, lamp, '7.00')).toMatchObject({ code: 'PERSON_BLOCKED', isBlockedByViewer: false });
    expect(await shop.mutate(buyer, 'declineOffer', { offerId: other.id, message: 'You!' }, steps)).toMatchObject({
      steps: [{ message: null }, { message: null }, { status: 'DECLINED', message: null }],
    });
    shop.pass(1_000);
    await shop.block(idOf(seller), idOf(buyer), 'removed');
    expect(await shop.make(buyer, lamp, '7.00')).toMatchObject({ status: 'OPEN' });
  });

  it('is accepted only for pieces in stock, and for a buyer who has not joined the team of the store', async () => {
    const storeId = newId('sto');
    const [buyer, joined] = [newBuyer(), newBuyer()];
    const { lamp, seller } = await shop.listed({ storeId });
    const made = await shop.make(buyer, lamp, '7.00');
    const other = await shop.make(joined, lamp, '7.00');
    await shop.join(storeId, joined, 'MEMBER');
    expect(await shop.accept(seller, other.id)).toMatchObject({ code: 'OWN_PRODUCT' });
    expect(await shop.counter(seller, other.id, '9.00')).toMatchObject({ code: 'OWN_PRODUCT' });
    shop.products.variants.set(lamp.variantId, { ...lamp, available: 1 });
    expect(await shop.accept(seller, made.id)).toMatchObject({ code: 'OUT_OF_STOCK' });
    expect(await shop.counter(seller, made.id, '9.00')).toMatchObject({ status: 'COUNTERED' });
    shop.products.variants.set(lamp.variantId, { ...lamp, available: 2 });
    expect(await shop.accept(buyer, made.id)).toMatchObject({ status: 'ACCEPTED' });
  });

  it('happens once by a key, and so many times a day', async () => {
    const buyer = newBuyer();
    const lamps = await Promise.all(Array.from({ length: 5 }, async () => (await shop.listed()).lamp));
    const keyed = { idempotencyKey: 'made only once' };
    const made = await shop.make(buyer, lamps[0]!, '7.00', keyed);
    const again = await Promise.all(Array.from({ length: 6 }, () => shop.make(buyer, lamps[0]!, '7.00', keyed)));
    expect(new Set(again.map(({ id }) => id))).toEqual(new Set([made.id]));
    const input = { variantId: lamps[0]!.variantId, quantity: 2, unitPrice: euro('7.01'), ...keyed };
    expect(await shop.failure(buyer, 'makeOffer', input)).toEqual({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(await shop.make(newBuyer(), lamps[0]!, '6.00', keyed)).toMatchObject({ status: 'OPEN' });
    for (const lamp of lamps.slice(1, 4))
      expect(await shop.make(buyer, lamp, '7.00')).toMatchObject({ status: 'OPEN' });
    const fifth = { variantId: lamps[4]!.variantId, quantity: 2, unitPrice: euro('7.00'), idempotencyKey: 'the fifth' };
    expect(await shop.failure(buyer, 'makeOffer', fifth)).toMatchObject({ code: 'RATE_LIMITED' });
    expect(await shop.make(buyer, lamps[0]!, '7.00', keyed)).toMatchObject({ id: made.id });
    shop.pass(25 * hourMs);
    expect(await shop.make(buyer, lamps[4]!, '7.00')).toMatchObject({ status: 'OPEN' });
  });

  it('is also for the team of a store, which lists the offers of the store', async () => {
    const storeId = newId('sto');
    const [buyer, member, helper] = [newBuyer(), newBuyer(), newBuyer()];
    const { lamp, seller } = await shop.listed({ storeId });
    await shop.join(storeId, member, 'MEMBER');
    await shop.join(storeId, helper, 'SUPPORT');
    expect(await shop.make(member, lamp, '7.00')).toMatchObject({ code: 'OWN_PRODUCT' });
    const { id } = await shop.make(buyer, lamp, '7.00');
    expect(await shop.offer(helper, id)).toBeNull();
    expect(await shop.counter(member, id, '9.00')).toMatchObject({ status: 'COUNTERED' });
    const list = async (as: typeof buyer, filter: object) => {
      const text = `query ($filter: OfferFilter) { offers(filter: $filter, first: 5) { nodes { id } pageInfo { hasNextPage } } }`;
      return (await shop.ask(as, text, { filter })).offers.nodes.map((node: Json) => node.id);
    };
    expect(await list(member, { side: 'SELLER', storeId })).toEqual([id]);
    expect(await list(seller, { side: 'SELLER', productId: lamp.productId })).toEqual([id]);
    expect(await list(seller, { side: 'SELLER', status: ['OPEN'] })).toEqual([]);
    expect(await list(buyer, {})).toEqual([id]);
    expect(await list(member, {})).toEqual([]);
    const text = 'query ($filter: OfferFilter) { offers(filter: $filter) { nodes { id } } }';
    const foreign = await shop.query(text, { filter: { side: 'SELLER', storeId } }, { as: helper });
    expect(foreign.errors?.[0]?.extensions?.['code']).toBe('NOT_FOUND');
  });

  it('is listed with few statements, and watched by both sides', async () => {
    const { lamp, seller } = await shop.listed();
    const made = await Promise.all(Array.from({ length: 5 }, () => shop.make(newBuyer(), lamp, '7.00')));
    const text = `{ offers(filter: { side: SELLER }, first: 3) { nodes { id unitPrice { amount } steps { status } order { id } }
      pageInfo { hasNextPage } } }`;
    const { result, count } = await shop.statements(() => shop.ask(seller, text));
    expect(result.offers).toMatchObject({ pageInfo: { hasNextPage: true } });
    expect(result.offers.nodes).toHaveLength(3);
    // The sellers of the viewer, the page, and the steps.
    expect(count).toBe(3);
    const envelope = (await shop.told('orders.offer.made')).find(({ subject }) => subject === made[0].id)!;
    const watch = async (as: typeof seller) => {
      const event = { topic: 'orders.offer', envelope };
      const subscription = 'subscription ($id: ID!) { offerUpdated(offerId: $id) { id status } }';
      return (await shop.query(subscription, { id: made[0].id }, { as, event })).data;
    };
    expect(await watch(seller)).toEqual({ offerUpdated: { id: made[0].id, status: 'OPEN' } });
    expect(await watch(stranger)).toEqual({ offerUpdated: null });
  });
});
