import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { admin, buyer, card, openShop, type Shop, stranger, support } from './shop.ts';

const phone = '+254712345678';
const paidBy = (paymentMethod: object) => ({ paymentMethod });

describe('placing an order', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  const emptyCart = async (): Promise<void> => {
    const { cart } = await shop.ask(buyer, '{ cart { lines { variantId } } }');
    for (const { variantId } of cart?.lines ?? []) await shop.mutate(buyer, 'removeFromCart', { variantId });
  };

  it('names the lines without enough stock, and leaves cart and stock unchanged', async () => {
    const [lamp, vase] = [shop.stocked(1), shop.stocked(9)];
    const refused = await shop.buy([
      [lamp, 3],
      [vase, 2],
    ]);
    expect(refused).toMatchObject({
      __typename: 'OutOfStock',
      code: 'OUT_OF_STOCK',
      lines: [{ variantId: lamp.variantId, requested: 3, available: 1 }],
    });
    const { cart } = await shop.ask(buyer, '{ cart { quantity } }');
    expect(cart.quantity).toBe(5);
    expect(shop.fulfilment.available(vase.variantId)).toBe(9);
    await emptyCart();
  });

  it('releases the stock when the card is declined, and the same quote can be paid with another card', async () => {
    const lamp = shop.stocked(2);
    await shop.fillCart(buyer, [[lamp, 2]]);
    const quote = await shop.quote(buyer);
    const declined = await shop.place(buyer, quote.id, { paymentMethod: { ...card, token: 'pm_declined' } });
    expect(declined).toMatchObject({ __typename: 'PaymentDeclined', declineCode: 'card_declined' });
    expect(shop.fulfilment.available(lamp.variantId)).toBe(2);
    const { cart } = await shop.ask(buyer, '{ cart { quantity } }');
    expect(cart.quantity).toBe(2);
    expect(await shop.place(buyer, quote.id)).toMatchObject({ __typename: 'Checkout', status: 'CONFIRMED' });
    expect(shop.fulfilment.available(lamp.variantId)).toBe(0);
    const failed = (await shop.told('orders.order.failed')).at(-1);
    expect(failed?.data).toMatchObject({
      order: { status: 'PAYMENT_FAILED' },
      reason: 'payment declined: card_declined',
    });
  });

  it.each(['pm_\0card', 'pm_card\ud83d', 'pm card', '../customers', '  '])(
    'is not placed with a token that no provider makes: %j',
    async (token) => {
      const lamp = shop.stocked(2);
      await shop.fillCart(buyer, [[lamp, 1]]);
      const quote = await shop.quote(buyer);
      for (const method of ['STRIPE_CARD', 'PAYMENT_3P']) {
        const placed = shop.place(buyer, quote.id, { paymentMethod: { method, token } });
        await expect(placed).rejects.toThrow(
          /BAD_USER_INPUT.*paymentMethod\.token|paymentMethod\.token.*BAD_USER_INPUT/,
        );
      }
      expect(shop.fulfilment.available(lamp.variantId)).toBe(2);
      await emptyCart();
    },
  );

  it('is refused with the new prices when a price has changed since the quote, and stores nothing', async () => {
    const lamp = shop.stocked(2);
    await shop.fillCart(buyer, [[lamp, 2]]);
    const quote = await shop.quote(buyer);
    lamp.price.amount = '12.51';
    const { rows: before } = await shop.pool.query('SELECT count(*) FROM checkout');
    expect(await shop.place(buyer, quote.id)).toMatchObject({
      __typename: 'PriceChanged',
      quotedTotal: { amount: '35.00' },
      total: { amount: '35.02' },
      lines: [{ variantId: lamp.variantId, quoted: { amount: '12.50' }, current: { amount: '12.51' } }],
    });
    const { rows: after } = await shop.pool.query('SELECT count(*) FROM checkout');
    expect(after).toEqual(before);
    expect(shop.fulfilment.available(lamp.variantId)).toBe(2);
    const newQuote = await shop.quote(buyer);
    expect(newQuote.total.amount).toBe('35.02');
    shop.fulfilment.boxPrice = '11.00';
    expect(await shop.place(buyer, newQuote.id)).toMatchObject({ __typename: 'PriceChanged', lines: [] });
    shop.fulfilment.boxPrice = '10.00';
    lamp.onSale = false;
    expect(await shop.place(buyer, newQuote.id)).toMatchObject({
      __typename: 'OutOfStock',
      lines: [{ variantId: lamp.variantId, requested: 2, available: 0 }],
    });
    await emptyCart();
  });

  it('orders a quote once, and only for its owner', async () => {
    const lamp = shop.stocked(5);
    await shop.fillCart(buyer, [[lamp, 1]]);
    const quote = await shop.quote(buyer);
    const input = { quoteId: quote.id, paymentMethod: card, idempotencyKey: 'key of one buyer' };
    expect(await shop.failure(stranger, 'placeOrder', input)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await shop.failure({ kind: 'anonymous' }, 'placeOrder', input)).toMatchObject({ code: 'NOT_FOUND' });
    const { id } = await shop.place(buyer, quote.id);
    const second = { ...input, idempotencyKey: 'a second key' };
    const again = await shop.mutate(buyer, 'placeOrder', second, '... on QuoteUsed { checkout { id } }');
    expect(again).toMatchObject({ __typename: 'QuoteUsed', code: 'QUOTE_USED', checkout: { id } });
    expect(shop.fulfilment.available(lamp.variantId)).toBe(4);
  });

  it.each([
    ['a card without its token', paidBy({ method: 'STRIPE_CARD' }), 'paymentMethod.token'],
    ['M-Pesa without a phone', paidBy({ method: 'MPESA' }), 'paymentMethod.phone'],
    ['M-Pesa with a token', paidBy({ method: 'MPESA', phone, token: 'tok_1' }), 'paymentMethod.token'],
    ['a card with a phone', paidBy({ ...card, phone }), 'paymentMethod.phone'],
    ['a short key', { idempotencyKey: 'seven 7' }, 'idempotencyKey'],
    ['a long key', { idempotencyKey: 'x'.repeat(129) }, 'idempotencyKey'],
  ])('refuses %s', async (_, wrong, field) => {
    const input = { quoteId: 'quo_x', paymentMethod: card, idempotencyKey: 'some key', ...wrong };
    expect(await shop.failure(buyer, 'placeOrder', input)).toEqual({ code: 'BAD_USER_INPUT', field });
  });

  it('places one checkout for fifty calls with one key at the same time, and returns fifty equal results', async () => {
    const lamp = shop.stocked(100);
    await shop.fillCart(buyer, [[lamp, 1]]);
    const quote = await shop.quote(buyer);
    const authorized = shop.payments.asked.get('authorizePayments') ?? 0;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => shop.place(buyer, quote.id, { idempotencyKey: 'fifty times' })),
    );
    expect(answers[0]).toMatchObject({ __typename: 'Checkout', status: 'CONFIRMED' });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await shop.place(buyer, quote.id, { idempotencyKey: 'fifty times' })).toEqual(answers[0]);
    expect((shop.payments.asked.get('authorizePayments') ?? 0) - authorized).toBe(1);
    expect(shop.fulfilment.available(lamp.variantId)).toBe(99);
    const other = { quoteId: quote.id, paymentMethod: { ...card, token: 'pm_other' }, idempotencyKey: 'fifty times' };
    expect(await shop.failure(buyer, 'placeOrder', other)).toEqual({ code: 'IDEMPOTENCY_MISMATCH' });
  });

  it('places one checkout when two processes are called at the same time, with equal results', async () => {
    const lamp = shop.stocked(100);
    await shop.fillCart(buyer, [[lamp, 1]]);
    const quote = await shop.quote(buyer);
    const authorized = shop.payments.asked.get('authorizePayments') ?? 0;
    const other = await shop.replica();
    const query = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
      __typename ... on Checkout { id number status orders { id status } } } }`;
    const input = { quoteId: quote.id, paymentMethod: card, idempotencyKey: 'two processes' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? shop : other).query(query, { input }, { as: buyer })),
    );
    await other.close();
    expect(answers[0]?.data).toMatchObject({ placeOrder: { __typename: 'Checkout', status: 'CONFIRMED' } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((shop.payments.asked.get('authorizePayments') ?? 0) - authorized).toBe(1);
    expect(shop.fulfilment.available(lamp.variantId)).toBe(99);
  });

  it('recognises a repeat after the seal key was replaced, while the old key is accepted', async () => {
    const lamp = shop.stocked(100);
    await shop.fillCart(buyer, [[lamp, 1]]);
    const quote = await shop.quote(buyer);
    const placed = await shop.place(buyer, quote.id, { idempotencyKey: 'a key replaced' });
    const repeatWith = async (env: Record<string, string>) => {
      const other = await shop.replica({ SOKO_SEAL_KEY: 'the next key for specs and long enough', ...env });
      const query = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on Checkout { id } } }`;
      const input = { quoteId: quote.id, paymentMethod: card, idempotencyKey: 'a key replaced' };
      return other.query(query, { input }, { as: buyer });
    };
    const accepted = await repeatWith({ SOKO_SEAL_KEYS_OLD: 'a key for specs alone and long enough' });
    expect(accepted.data).toEqual({ placeOrder: { id: placed.id } });
    const removed = await repeatWith({});
    expect(removed.errors?.[0]?.extensions?.['code']).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('returns a refusal again', async () => {
    const lamp = shop.stocked(0);
    const refused = await shop.buy([[lamp, 1]], { idempotencyKey: 'refused once' });
    shop.fulfilment.stock.set(lamp.variantId, 10);
    const { rows } = await shop.pool.query(`SELECT quote_id FROM checkout WHERE idempotency_key = 'refused once'`);
    expect(await shop.place(buyer, rows[0].quote_id, { idempotencyKey: 'refused once' })).toEqual(refused);
    expect(refused.__typename).toBe('OutOfStock');
    await emptyCart();
  });

  it('returns a refusal that an earlier version stored with its words', async () => {
    const lamp = shop.stocked(0);
    const refused = await shop.buy([[lamp, 1]], { idempotencyKey: 'of an earlier version' });
    const { rows } = await shop.pool.query(
      `UPDATE checkout SET refusal = $1 WHERE idempotency_key = 'of an earlier version' RETURNING quote_id`,
      [JSON.stringify({ __typename: 'OutOfStock', code: 'OUT_OF_STOCK', message: 'Old words.', lines: refused.lines })],
    );
    const repeated = await shop.place(buyer, rows[0].quote_id, { idempotencyKey: 'of an earlier version' });
    expect(repeated).toEqual(refused);
    await emptyCart();
  });

  it('keeps the goods as they were sold, and adds up with tax to the minor unit', async () => {
    const rate = (overrides: object) =>
      shop.mutate(admin, 'setTaxRate', { country: 'DE', ...overrides }, 'basisPoints');
    const book = shop.stocked(9, { price: { amount: '9.99', currency: 'EUR' } });
    await rate({ basisPoints: 1_900, inclusive: false });
    await rate({ basisPoints: 700, inclusive: true, categoryId: book.categoryId });
    const lamp = shop.stocked(9, { sellerId: book.sellerId });
    const [order] = (
      await shop.buy([
        [lamp, 3],
        [book, 2],
      ])
    ).orders;
    lamp.title = 'Renamed since';
    // 3 · 12.50 = 37.50 + 19 % = 7.13; 2 · 9.99 = 19.98 contains 7 % = 1.31
    expect(await shop.order(order.id)).toMatchObject({
      itemsTotal: { amount: '57.48' },
      taxTotal: { amount: '7.13' },
      taxIncludedTotal: { amount: '1.31' },
      deliveryTotal: { amount: '10.00' },
      discountTotal: { amount: '0.00' },
      total: { amount: '74.61' },
      feeTotal: { amount: '0.86' },
      lines: [
        { title: 'Oak lamp', quantity: 3, tax: { amount: '7.13' }, taxIncluded: false, packedQuantity: null },
        { quantity: 2, tax: { amount: '1.31' }, taxIncluded: true, total: { amount: '19.98' } },
      ],
    });
    const { taxRates } = await shop.ask(
      admin,
      '{ taxRates(country: "de") { country categoryId basisPoints inclusive } }',
    );
    expect(taxRates).toHaveLength(2);
    expect(await shop.failure(support, 'setTaxRate', { country: 'DE', basisPoints: 1, inclusive: true })).toMatchObject(
      {
        code: 'FORBIDDEN',
      },
    );
    await shop.pool.query('DELETE FROM tax_rate');
  });

  it('fulfils and charges digital goods at once, without delivery', async () => {
    const song = shop.stocked(0, { type: 'DIGITAL', package: null });
    await shop.fillCart(buyer, [[song, 1]]);
    const quote = await shop.quote(buyer, { address: null, billingCountry: 'de', deliveryMethod: 'NONE' });
    expect(quote).toMatchObject({ deliveryTotal: { amount: '0.00' }, total: { amount: '12.50' } });
    const { orders } = await shop.place(buyer, quote.id);
    expect(orders).toMatchObject([{ status: 'FULFILLED', deliveryMethod: 'NONE' }]);
    await until('captured', () => shop.payments.of(orders[0].id)?.status === 'CAPTURED');
    expect(shop.payments.of(orders[0].id)).toMatchObject({ capturedMinor: 1_250n, captures: 1 });
    expect(shop.fulfilment.reservations.has(orders[0].id)).toBe(false);
  });

  it('sells ten of ten to forty buyers at the same time, and authorises no other payments', async () => {
    const lamp = shop.stocked(10);
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const as = { ...buyer, id: `usr_${index}` } as typeof buyer;
        await shop.fillCart(as, [[lamp, 1]]);
        const quote = await shop.quote(as);
        return shop.place(as, quote.id);
      }),
    );
    expect(answers.filter(({ __typename }) => __typename === 'Checkout')).toHaveLength(10);
    expect(answers.filter(({ __typename }) => __typename === 'OutOfStock')).toHaveLength(30);
    expect(shop.fulfilment.available(lamp.variantId)).toBe(0);
    const { rows } = await shop.pool.query<{ id: string }>(`SELECT id FROM orders WHERE status = 'REJECTED'`);
    for (const { id } of rows) expect(shop.payments.of(id)).toBeUndefined();
  });

  it('needs few statements: one to fill a cart, two to quote, four to order', async () => {
    const [lamp, vase] = [shop.stocked(9), shop.stocked(9)];
    await shop.fillCart(buyer, [[lamp, 1]]);
    const added = await shop.statements(() => shop.fillCart(buyer, [[vase, 1]]));
    expect(added.count).toBe(1);
    const quoted = await shop.statements(() => shop.quote(buyer));
    expect(quoted.count).toBe(2);
    const input = { quoteId: quoted.result.id, paymentMethod: card, idempotencyKey: 'counted once' };
    const placed = await shop.statements(() =>
      shop.mutate(buyer, 'placeOrder', input, '... on Checkout { id number status }'),
    );
    expect(placed.result.status).toBe('CONFIRMED');
    expect(placed.count).toBe(4);
  });
});
