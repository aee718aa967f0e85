import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { person, until } from '@soko/testing';
import { isUnpaid } from '../store/checkout-rows.ts';
import { address, card, guest, openShop, type Shop } from './shop.ts';

/** A spec reads results as plain JSON. */
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

describe('attempts to pay', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({
      env: {
        ORDERS_DECLINES_PER_ADDRESS_AN_HOUR: '15',
        ORDERS_UNCONFIRMED_PER_ADDRESS_AN_HOUR: '8',
        ORDERS_GUEST_CARTS_PER_ADDRESS: '100',
      },
    });
  });
  afterAll(() => shop.close());

  let keys = 0;
  /** A new card that is declined. */
  const nextCard = () => `pm_declined_${(keys += 1)}`;
  const pay = async (
    quoteId: string,
    token: string,
    { as = guest, clientAddress = '192.0.2.1' }: { as?: typeof guest; clientAddress?: string } = {},
  ): Promise<Json> => {
    const { data, errors } = await shop.query(
      `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename
        ... on Checkout { id status payment { actionDueAt } orders { id } }
        ... on TooManyUnpaidCheckouts { code checkouts { id } } } }`,
      { input: { quoteId, idempotencyKey: `paying ${(keys += 1)}`, paymentMethod: { ...card, token } } },
      { as, identity: { clientAddress } },
    );
    return data?.['placeOrder'] ?? errors?.[0]?.extensions;
  };
  const quoteOf = async (email: string, as = guest): Promise<string> => {
    const lamp = shop.stocked(100);
    const { token: cartToken } = await shop.fillCart(as, [[lamp, 1]]);
    return (await shop.quote(as, { ...(as === guest ? { cartToken } : {}), email, address })).id;
  };
  const kinds = (results: readonly Json[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { __typename, code } of results) {
      const kind = __typename ?? code;
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return counts;
  };

  it('with sixty cards for one quote are refused after ten declined ones, one after another and all at once', async () => {
    const authorized = () => shop.payments.asked.get('authorizePayments') ?? 0;
    const first = await quoteOf('first@example.com');
    const before = authorized();
    const results: Json[] = [];
    for (let tried = 0; tried < 20; tried += 1) results.push(await pay(first, nextCard()));
    expect(kinds(results)).toEqual({ PaymentDeclined: 10, RATE_LIMITED: 10 });
    expect(results.at(-1).retryAfter).toBeGreaterThan(3_000);
    expect(authorized() - before).toBe(10);
    // Another card of the same buyer is refused as well; a repeat of an earlier call is not.
    expect(await pay(first, 'pm_card_visa')).toMatchObject({ code: 'RATE_LIMITED' });

    const second = await quoteOf('second@example.com');
    const burst = await Promise.all(
      Array.from({ length: 60 }, () => pay(second, nextCard(), { clientAddress: '192.0.2.2' })),
    );
    // Some find the quote in use by another call of the burst.
    const { PaymentDeclined, RATE_LIMITED = 0, QuoteUsed = 0 } = kinds(burst);
    expect([PaymentDeclined, RATE_LIMITED + QuoteUsed]).toEqual([10, 50]);
    expect(authorized() - before).toBe(20);
  });

  it('with a new cart for each card are refused by email address, and by client address', async () => {
    const ofOneEmail: Json[] = [];
    for (let tried = 0; tried < 12; tried += 1) {
      // All addresses of an IPv6 network are one client.
      const clientAddress = `2001:db8:1:2::${tried + 1}`;
      ofOneEmail.push(await pay(await quoteOf('one@example.com'), nextCard(), { clientAddress }));
    }
    expect(kinds(ofOneEmail)).toEqual({ PaymentDeclined: 10, RATE_LIMITED: 2 });
    // Guests can write any address: its owner, signed in or not, is not blocked by strangers.
    const as = person('usr_victim');
    const own = await quoteOf('one@example.com', as);
    expect(await pay(own, 'pm_card_visa', { as, clientAddress: '2001:db8:1:2::ff' })).toMatchObject({
      status: 'CONFIRMED',
    });
    const elsewhere = await quoteOf('one@example.com');
    expect(await pay(elsewhere, 'pm_card_visa', { clientAddress: '198.51.100.1' })).toMatchObject({
      status: 'CONFIRMED',
    });
    const ofOneClient: Json[] = [];
    for (let tried = 0; tried < 18; tried += 1) {
      const quote = await quoteOf(`number-${tried}@example.com`);
      ofOneClient.push(await pay(quote, nextCard(), { clientAddress: '192.0.2.3' }));
    }
    expect(kinds(ofOneClient)).toEqual({ PaymentDeclined: 15, RATE_LIMITED: 3 });
    const ofOneCard: Json[] = [];
    for (let tried = 0; tried < 22; tried += 1) {
      const quote = await quoteOf(`card-${tried}@example.com`);
      ofOneCard.push(await pay(quote, 'pm_declined', { clientAddress: `203.0.113.${tried}` }));
    }
    expect(kinds(ofOneCard)).toEqual({ PaymentDeclined: 20, RATE_LIMITED: 2 });
    // Others are not affected.
    expect(await pay(await quoteOf('other@example.com'), 'pm_card_visa')).toMatchObject({ status: 'CONFIRMED' });
  });

  it('that succeed are not counted, also after a declined one', async () => {
    const as = person('usr_mistyped');
    const address = '192.0.2.4';
    expect(await pay(await quoteOf('typo@example.com', as), nextCard(), { as, clientAddress: address })).toMatchObject({
      __typename: 'PaymentDeclined',
    });
    for (let bought = 0; bought < 12; bought += 1) {
      const quote = await quoteOf('typo@example.com', as);
      expect(await pay(quote, 'pm_card_visa', { as, clientAddress: address })).toMatchObject({ status: 'CONFIRMED' });
    }
  });

  it('that wait for their buyer are at most three of one buyer, who can cancel one', async () => {
    const as = person('usr_waits');
    const waiting: Json[] = [];
    for (let tried = 0; tried < 3; tried += 1) {
      waiting.push(await pay(await quoteOf('waits@example.com', as), 'pm_action', { as, clientAddress: '192.0.2.5' }));
    }
    expect(kinds(waiting)).toEqual({ Checkout: 3 });
    const refused = await pay(await quoteOf('waits@example.com', as), 'pm_action', { as, clientAddress: '192.0.2.5' });
    expect(refused).toEqual({
      __typename: 'TooManyUnpaidCheckouts',
      code: 'TOO_MANY_UNPAID_CHECKOUTS',
      checkouts: waiting.map(({ id }) => ({ id })),
    });
    const [{ id: orderId }] = waiting[0].orders;
    await shop.mutate(as, 'cancelOrder', { orderId }, '... on Order { status }');
    const quote = await quoteOf('waits@example.com', as);
    expect(await pay(quote, 'pm_action', { as, clientAddress: '192.0.2.5' })).toMatchObject({
      status: 'REQUIRES_ACTION',
    });
  });

  it('in a burst leave at most three waiting for their buyer', async () => {
    const as = person('usr_bursts');
    const quotes: string[] = [];
    for (let made = 0; made < 12; made += 1) quotes.push(await quoteOf('bursts@example.com', as));
    const payEach = (each: string) => pay(each, 'pm_action', { as, clientAddress: '192.0.2.50' });
    const burst = await Promise.all(quotes.map(payEach));
    expect(kinds(burst)).toEqual({ Checkout: 3, TooManyUnpaidCheckouts: 9 });
    expect(burst.find(({ checkouts }) => checkouts !== undefined)?.checkouts).toHaveLength(3);
  });

  it('of one buyer wait in a short queue, and take no places of their network', async () => {
    const as = person('usr_queues');
    const quotes: string[] = [];
    for (let made = 0; made < 40; made += 1) quotes.push(await quoteOf('queues@example.com', as));
    const neighbour = person('usr_neighbour');
    const other = await quoteOf('neighbour@example.com', neighbour);
    const clientAddress = '192.0.2.51';
    let proceed = (): void => undefined;
    const blocked = new Promise<void>((resolve) => (proceed = resolve));
    let isFirst = true;
    shop.payments.watch.before = async () => {
      const waits = isFirst;
      isFirst = false;
      if (waits) await blocked;
    };
    const queue = quotes.map((each) => pay(each, 'pm_card_visa', { as, clientAddress }));
    await until('the first one is with the provider', () => Promise.resolve(!isFirst));
    expect(await pay(other, 'pm_card_visa', { as: neighbour, clientAddress })).toMatchObject({ status: 'CONFIRMED' });
    proceed();
    const results = await Promise.all(queue);
    delete shop.payments.watch.before;
    expect(kinds(results)).toEqual({ Checkout: 21, RATE_LIMITED: 19 });
    expect(results.find(({ code }) => code === 'RATE_LIMITED').retryAfter).toBe(1);
  });

  it('that are confirmed do not count: a network may have any number of them', async () => {
    const clientAddress = '192.0.2.52';
    for (let bought = 0; bought < 10; bought += 1) {
      const checkout = await pay(await quoteOf(`confirms-${bought}@example.com`), 'pm_action', { clientAddress });
      expect(checkout).toMatchObject({ status: 'REQUIRES_ACTION' });
      const [{ id }] = checkout.orders;
      shop.payments.of(id)!.status = 'AUTHORIZED';
      await shop.payment('authorized', id);
      await shop.orderIn(id, 'CONFIRMED');
    }
  });

  it('that wait are limited by client address, and a guest has less time than a buyer with an account', async () => {
    const waiting: Json[] = [];
    for (let tried = 0; tried < 10; tried += 1) {
      waiting.push(await pay(await quoteOf(`waits-${tried}@example.com`), 'pm_action', { clientAddress: '192.0.2.6' }));
    }
    expect(kinds(waiting)).toEqual({ Checkout: 8, RATE_LIMITED: 2 });
    const secondsLeft = (checkout: Json) => (Date.parse(checkout.payment.actionDueAt) - Date.now()) / 1_000;
    expect(secondsLeft(waiting[0])).toBeLessThanOrEqual(300);
    const as = person('usr_has_time');
    const own = await pay(await quoteOf('time@example.com', as), 'pm_action', { as, clientAddress: '192.0.2.7' });
    expect(secondsLeft(own)).toBeGreaterThan(590);
    await until('nothing is left to do', async () => {
      const { rows } = await shop.pool.query(`SELECT FROM checkout WHERE status = 'PENDING'`);
      return rows.length === 0;
    });
  });

  it('read the unpaid checkouts of a buyer by an index, however long their history', async () => {
    const client = await shop.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`INSERT INTO checkout (id, number, owner, idempotency_key, input_hash, quote_id, cart_id, status, payment_method, currency,
          total_minor, created_at, updated_at)
        SELECT 'chk_' || n, 'N' || n, 'usr_long', 'k' || n, 'h', 'q' || n, 'c', 'CONFIRMED', 'STRIPE_CARD', 'EUR', 1, now(), now()
        FROM generate_series(1, 5000) n`);
      await client.query('ANALYZE checkout');
      await client.query('SET LOCAL plan_cache_mode = force_generic_plan');
      await client.query(
        `PREPARE unpaid AS SELECT id FROM checkout c WHERE c.owner = $1 AND ${isUnpaid} ORDER BY c.created_at`,
      );
      const { rows } = await client.query(`EXPLAIN EXECUTE unpaid('usr_long')`);
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('using checkout_unpaid_idx');
    } finally {
      await client.query('ROLLBACK');
      await client.query('DEALLOCATE unpaid');
      client.release();
    }
  });

  it('below the smallest amount of a card payment are refused before anything is saved', async () => {
    const as = person('usr_saves');
    const penny = shop.stocked(9, { type: 'DIGITAL', package: null, price: { amount: '0.49', currency: 'EUR' } });
    await shop.fillCart(as, [[penny, 1]]);
    const { id } = await shop.quote(as, { deliveryMethod: 'NONE' });
    const input = { quoteId: id, paymentMethod: card, idempotencyKey: 'a small one' };
    const refused = await shop.mutate(as, 'placeOrder', input, '... on AmountTooSmall { minimum { amount currency } }');
    expect(refused).toMatchObject({ code: 'AMOUNT_TOO_SMALL', minimum: { amount: '0.50', currency: 'EUR' } });
    const other = { ...input, paymentMethod: { method: 'PAYMENT_3P', token: 'tok_1' } };
    expect(await shop.mutate(as, 'placeOrder', other, '... on Checkout { status }')).toMatchObject({
      status: 'CONFIRMED',
    });
  });

  it('above the largest amount of a card payment are refused before anything is saved', async () => {
    const as = person('usr_rich');
    const palace = shop.stocked(9, {
      type: 'DIGITAL',
      package: null,
      price: { amount: '1000000.00', currency: 'EUR' },
    });
    await shop.fillCart(as, [[palace, 1]]);
    const { id } = await shop.quote(as, { deliveryMethod: 'NONE' });
    const input = { quoteId: id, paymentMethod: card, idempotencyKey: 'a large one' };
    const refused = await shop.mutate(as, 'placeOrder', input, '... on AmountTooLarge { maximum { amount currency } }');
    expect(refused).toMatchObject({
      code: 'AMOUNT_TOO_LARGE',
      maximum: { amount: '999999.99', currency: 'EUR' },
    });
    const other = { ...input, paymentMethod: { method: 'PAYMENT_3P', token: 'tok_1' } };
    expect(await shop.mutate(as, 'placeOrder', other, '... on Checkout { status }')).toMatchObject({
      status: 'CONFIRMED',
    });
  });

  it('that were refused are in the lists of their buyer only when asked for', async () => {
    const as = person('usr_lists');
    expect(
      await pay(await quoteOf('lists@example.com', as), nextCard(), { as, clientAddress: '192.0.2.8' }),
    ).toMatchObject({
      __typename: 'PaymentDeclined',
    });
    const list = async (filter: object | null) => {
      const { orders } = await shop.ask(
        as,
        'query ($filter: OrderFilter) { orders(filter: $filter) { nodes { status } } }',
        {
          filter,
        },
      );
      return orders.nodes;
    };
    expect(await list(null)).toEqual([]);
    expect(await list({ status: ['PAYMENT_FAILED'] })).toEqual([{ status: 'PAYMENT_FAILED' }]);
  });

  it('cannot fill memory with carts: new carts of one network are limited, lines of an existing cart are not', async () => {
    const lamp = shop.stocked(500);
    const add = async (clientAddress: string, cartToken?: string): Promise<Json> => {
      const { data, errors } = await shop.query(
        `mutation ($input: AddToCartInput!) { addToCart(input: $input) { ... on Cart { token } } }`,
        { input: { variantId: lamp.variantId, quantity: 1, ...(cartToken === undefined ? {} : { cartToken }) } },
        { as: guest, identity: { clientAddress } },
      );
      return data?.['addToCart'] ?? errors?.[0]?.extensions;
    };
    // One client has all addresses of an IPv6 network.
    const address = (host: number): string => `2001:db8:7:1::${host.toString(16)}`;
    const carts = await Promise.all(Array.from({ length: 101 }, (_, host) => add(address(host + 1))));
    const refused = carts.filter(({ code }) => code === 'RATE_LIMITED');
    expect(refused).toEqual([expect.objectContaining({ retryAfter: expect.any(Number) })]);
    const { token } = carts.find((cart) => cart.token !== undefined);
    expect(await add(address(1), token)).toEqual({ token: null });
    expect(await add('2001:db8:7:2::1')).toEqual({ token: expect.any(String) });
  });
});
