import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { person } from '@soko/testing';
import { address, buyer, guest, openShop, type Shop, stranger, support } from './shop.ts';

const whole = `... on Cart { id token quantity itemsTotal { amount currency }
  lines { variantId quantity onSale unitPrice { amount } total { amount } variant { id } } }`;

describe('a cart', () => {
  let shop: Shop;
  let clock: Date | null = null;
  beforeAll(async () => {
    shop = await openShop({ now: () => clock ?? new Date() });
  });
  afterAll(() => shop.close());

  it('lists goods in the order in which they were added, also within one millisecond', async () => {
    clock = new Date();
    const goods = [shop.stocked(9), shop.stocked(9), shop.stocked(9), shop.stocked(9)];
    goods.sort((one, other) => (one.variantId < other.variantId ? 1 : -1));
    const cart = await shop.fillCart(
      person('usr_quick'),
      goods.map((each) => [each, 1]),
    );
    clock = null;
    const listed = cart.lines.map(({ variantId }: { variantId: string }) => variantId);
    expect(listed).toEqual(goods.map(({ variantId }) => variantId));
  });

  it('adds up its lines at current prices', async () => {
    const ada = person('usr_ada');
    const [lamp, vase] = [shop.stocked(9), shop.stocked(9, { price: { amount: '3.00', currency: 'EUR' } })];
    await shop.mutate(ada, 'addToCart', { variantId: lamp.variantId, quantity: 1 });
    await shop.mutate(ada, 'addToCart', { variantId: vase.variantId, quantity: 2 });
    const cart = await shop.mutate(ada, 'addToCart', { variantId: lamp.variantId, quantity: 2 }, whole);
    expect(cart).toMatchObject({
      token: null,
      quantity: 5,
      itemsTotal: { amount: '43.50', currency: 'EUR' },
      lines: [
        {
          variantId: lamp.variantId,
          quantity: 3,
          onSale: true,
          unitPrice: { amount: '12.50' },
          total: { amount: '37.50' },
        },
        { variantId: vase.variantId, quantity: 2 },
      ],
    });
    vase.onSale = false;
    const { cart: later } = await shop.ask(ada, `{ cart { ${whole.replace('... on Cart', '...')} } }`);
    expect(later).toMatchObject({
      itemsTotal: { amount: '37.50' },
      lines: [{}, { onSale: false, unitPrice: null, total: null }],
    });
    const set = await shop.mutate(ada, 'setCartQuantity', { variantId: lamp.variantId, quantity: 1 }, whole);
    expect(set.lines.map(({ quantity }: { quantity: number }) => quantity)).toEqual([1, 2]);
    const none = await shop.mutate(ada, 'setCartQuantity', { variantId: vase.variantId, quantity: 0 }, whole);
    expect(none.lines).toHaveLength(1);
    const empty = await shop.mutate(ada, 'removeFromCart', { variantId: lamp.variantId }, whole);
    // Other quantities of what is in the cart are no news.
    const told = (await shop.told('orders.cart.line_added')).filter(({ subject }) => subject === cart.id);
    expect(told.map(({ sequence, data }) => [sequence, (data as { productId: string }).productId])).toEqual([
      [1, lamp.productId],
      [2, vase.productId],
    ]);
    expect(empty).toMatchObject({ quantity: 0, lines: [], itemsTotal: null });
  });

  it('loses nothing when many requests add to it at the same time', async () => {
    const ada = person('usr_busy');
    const lamp = shop.stocked(99);
    await Promise.all(
      Array.from({ length: 20 }, () => shop.mutate(ada, 'addToCart', { variantId: lamp.variantId, quantity: 2 })),
    );
    expect((await shop.ask(ada, '{ cart { quantity } }')).cart.quantity).toBe(40);
  });

  it('accepts only variants on sale, in one currency, up to its limits', async () => {
    const ada = person('usr_eve');
    const [lamp, dollars, nft] = [
      shop.stocked(9),
      shop.stocked(9, { price: { amount: '3.00', currency: 'USD' } }),
      shop.stocked(9, { type: 'NFT', available: null }),
    ];
    const add = (variantId: string, quantity: number) =>
      shop.mutate(
        ada,
        'addToCart',
        { variantId, quantity },
        '... on MixedCurrencies { currencies } ... on CartFull { lines quantity }',
      );
    expect(await add('var_nothing', 1)).toMatchObject({ code: 'VARIANT_NOT_AVAILABLE' });
    expect(await add(nft.variantId, 1)).toMatchObject({ code: 'VARIANT_NOT_AVAILABLE' });
    await add(lamp.variantId, 998);
    expect(await add(lamp.variantId, 2)).toMatchObject({ code: 'CART_FULL', quantity: 999 });
    expect(await add(dollars.variantId, 1)).toMatchObject({ code: 'MIXED_CURRENCIES', currencies: ['EUR', 'USD'] });
    await shop.mutate(ada, 'removeFromCart', { variantId: lamp.variantId });
    expect(await add(dollars.variantId, 1)).toMatchObject({ __typename: 'Cart' });
    for (const quantity of [0, -1, 1_000]) {
      expect(await shop.failure(ada, 'addToCart', { variantId: lamp.variantId, quantity })).toMatchObject({
        code: 'BAD_USER_INPUT',
        field: 'quantity',
      });
    }
  });

  it('of a guest is opened only by its token, which the database does not store', async () => {
    const lamp = shop.stocked(9);
    const { token, id } = await shop.fillCart(guest, [[lamp, 2]]);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const { cart } = await shop.ask(guest, 'query ($t: String) { cart(token: $t) { id token quantity } }', {
      t: token,
    });
    expect(cart).toEqual({ id, token: null, quantity: 2 });
    expect(await shop.ask(guest, '{ cart { id } }')).toEqual({ cart: null });
    expect(await shop.ask(guest, '{ cart(token: "guess") { id } }')).toEqual({ cart: null });
    expect(
      await shop.failure(guest, 'addToCart', { cartToken: 'guess', variantId: lamp.variantId, quantity: 1 }),
    ).toMatchObject({
      code: 'NOT_FOUND',
    });
    const { rows } = await shop.pool.query('SELECT * FROM cart WHERE id = $1', [id]);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('is ordered by a guest, who sees the order only with the token', async () => {
    const lamp = shop.stocked(9);
    const { token } = await shop.fillCart(guest, [[lamp, 1]]);
    const quote = await shop.quote(guest, { cartToken: token });
    const checkout = await shop.place(guest, quote.id);
    expect(checkout).toMatchObject({
      status: 'CONFIRMED',
      token: expect.any(String),
      orders: [{ buyer: null, email: 'ada@example.com' }],
    });
    const [{ id }] = checkout.orders;
    const see = (as: typeof guest, given: string | null) =>
      shop.ask(as, 'query ($id: ID!, $t: String) { order(id: $id, token: $t) { id email } }', { id, t: given });
    expect(await see(guest, checkout.token)).toEqual({ order: { id, email: 'ada@example.com' } });
    expect(await see(guest, token)).toEqual({ order: { id, email: 'ada@example.com' } });
    expect(await see(guest, null)).toEqual({ order: null });
    expect(await see(stranger, 'guess')).toEqual({ order: null });
    const opened = await shop.ask(
      guest,
      'query ($id: ID!, $t: String) { with: checkout(id: $id, token: $t) { orders { id } } }',
      { id: checkout.id, t: checkout.token },
    );
    expect(opened).toEqual({ with: { orders: [{ id }] } });
    const closed = await shop.ask(guest, 'query ($id: ID!) { checkout(id: $id) { id } }', { id: checkout.id });
    expect(closed).toEqual({ checkout: null });
    const again = await shop.ask(guest, 'query ($t: String) { cart(token: $t) { quantity } }', { t: token });
    expect(again).toEqual({ cart: { quantity: 0 } });
    expect(await shop.failure(guest, 'cancelOrder', { orderId: id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(
      await shop.mutate(guest, 'cancelOrder', { orderId: id, token: checkout.token }, '... on Order { status }'),
    ).toMatchObject({
      status: 'CANCELLED',
    });
  });

  it('and its orders are opened by the token in the header of a request as well', async () => {
    const lamp = shop.stocked(9);
    const { id, token } = await shop.fillCart(guest, [[lamp, 1]]);
    const ask = async (query: string, variables: object, as = guest, guestToken = token) =>
      (await shop.query(query, variables as Record<string, unknown>, { as, identity: { guestToken } })).data;
    const add = `mutation ($input: AddToCartInput!) { addToCart(input: $input) { ... on Cart { id quantity token } } }`;
    const added = await ask(add, { input: { variantId: lamp.variantId, quantity: 1 } });
    expect(added).toEqual({ addToCart: { id, quantity: 2, token: null } });
    expect(await ask('{ cart { id } }', {})).toEqual({ cart: { id } });
    // The cart of an account takes precedence over a header that a client left in place.
    expect(await ask('{ cart { id } }', {}, person('usr_left'))).toEqual({ cart: null });
    const quote = `mutation ($input: QuoteCheckoutInput!) { quoteCheckout(input: $input) { ... on CheckoutQuote { id } } }`;
    const input = { email: 'ada@example.com', address, deliveryMethod: 'STANDARD' };
    const { quoteCheckout } = await ask(quote, { input });
    const placed = await shop.place(guest, quoteCheckout.id);
    const [{ id: orderId }] = placed.orders;
    const see = '{ order(id: "' + orderId + '") { email checkout { id token } } }';
    const opened = { order: { email: 'ada@example.com', checkout: { id: placed.id, token: placed.token } } };
    expect(await ask(see, {})).toEqual(opened);
    expect(await ask(see, {}, guest, placed.token)).toEqual(opened);
    expect(await ask(see, {}, guest, 'a guess')).toEqual({ order: null });
    const cancel = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { ... on Order { status } } }`;
    expect(await ask(cancel, { input: { orderId } })).toEqual({ cancelOrder: { status: 'CANCELLED' } });
  });

  it('shows its token and its secrets to support in no order of fields', async () => {
    const lamp = shop.stocked(9);
    const { token: cartToken } = await shop.fillCart(guest, [[lamp, 1]]);
    const { id: quoteId } = await shop.quote(guest, { cartToken });
    const paymentMethod = { method: 'STRIPE_CARD', token: 'pm_action' };
    const { id, token, orders } = await shop.place(guest, quoteId, { paymentMethod });
    const selections = [
      'orders { id guestGrant checkout { token } } token payment { actions { clientSecret } }',
      'token payment { actions { clientSecret } } orders { checkout { token } guestGrant id }',
      'orders { id } orders { checkout { orders { id guestGrant } token payment { actions { clientSecret } } } } token',
    ];
    for (const selection of selections) {
      const query = `query ($id: ID!, $token: String) { checkout(id: $id, token: $token) { ${selection} } }`;
      const hidden = JSON.stringify(await shop.ask(support, query, { id }));
      expect(hidden).not.toContain(token);
      expect(hidden).not.toMatch(/"(token|guestGrant|clientSecret)":"/);
      const shown = JSON.stringify(await shop.ask(guest, query, { id, token }));
      expect(shown).toContain(token);
      expect(shown).toMatch(/"clientSecret":"secret_/);
    }
    // Two ways to one checkout in one operation: each shows what its own token opens.
    const both = `query ($id: ID!, $order: ID!, $token: String) {
      with: checkout(id: $id, token: $token) { token orders { guestGrant } }
      without: order(id: $order) { guestGrant checkout { token } } }`;
    const seen = await shop.ask(support, both, { id, order: orders[0].id, token });
    expect(seen).toEqual({
      with: { token, orders: [{ guestGrant: expect.any(String) }] },
      without: { guestGrant: null, checkout: { token: null } },
    });
  });

  it('is quoted for an address and a delivery method', async () => {
    const ada = person('usr_quotes');
    const [lamp, gone, few] = [shop.stocked(9), shop.stocked(9), shop.stocked(9)];
    const input = { email: 'ada@example.com', address, deliveryMethod: 'STANDARD' };
    expect(await shop.failure(ada, 'quoteCheckout', input)).toMatchObject({ code: 'NOT_FOUND' });
    await shop.fillCart(ada, [
      [lamp, 1],
      [gone, 1],
    ]);
    gone.onSale = false;
    expect(await shop.quote(ada)).toMatchObject({
      warnings: [{ code: 'NOT_ON_SALE', variantId: gone.variantId }],
      lines: [{ variant: { id: lamp.variantId } }],
      total: { amount: '22.50' },
    });
    // More than there is: the cart and the quote say so before the order is refused.
    few.available = 3;
    await shop.fillCart(ada, [[few, 5]]);
    const warnings = [
      { code: 'NOT_ON_SALE', variantId: gone.variantId },
      { code: 'NOT_ENOUGH_STOCK', variantId: few.variantId },
    ];
    expect(await shop.ask(ada, '{ cart { warnings { code variantId message } } }')).toMatchObject({
      cart: { warnings },
    });
    expect(await shop.quote(ada)).toMatchObject({ warnings, lines: [{}, { quantity: 5 }] });
    await shop.mutate(ada, 'setCartQuantity', { variantId: few.variantId, quantity: 3 });
    expect((await shop.quote(ada)).warnings).toHaveLength(1);
    await shop.mutate(ada, 'removeFromCart', { variantId: few.variantId });
    const saved = await shop.quote(ada, {
      address: null,
      email: null,
      addressId: 'adr_home',
      deliveryMethod: 'PICKUP',
    });
    expect(saved).toMatchObject({ deliveryTotal: { amount: '0.00' } });
    const { rows } = await shop.pool.query('SELECT email, address FROM quote WHERE id = $1', [saved.id]);
    expect(rows).toMatchObject([{ email: 'buyer@example.com', address: { city: 'Berlin', country: 'DE' } }]);
    const wrong = (overrides: object) => shop.failure(ada, 'quoteCheckout', { ...input, ...overrides });
    expect(await wrong({ addressId: 'adr_home' })).toMatchObject({ field: 'addressId' });
    expect(await wrong({ address: null, addressId: 'adr_other' })).toMatchObject({ field: 'addressId' });
    expect(await wrong({ address: null })).toMatchObject({ field: 'address' });
    expect(await wrong({ address: { ...address, country: 'XX' } })).toMatchObject({ field: 'address.country' });
    expect(await wrong({ deliveryMethod: 'NONE' })).toMatchObject({ field: 'deliveryMethod' });
    expect(await wrong({ email: 'ada' })).toMatchObject({ field: 'email' });
    lamp.onSale = false;
    expect(await shop.quote(ada)).toMatchObject({ __typename: 'EmptyCart' });
  });

  it('cannot come to more than an amount may', async () => {
    const dear = shop.stocked(9_999, { price: { amount: '9999999999.99', currency: 'EUR' } });
    const heir = person('usr_heir');
    await shop.fillCart(heir, [[dear, 999]]);
    expect((await shop.ask(heir, '{ cart { itemsTotal { amount } } }')).cart).toEqual({
      itemsTotal: { amount: '9989999999990.01' },
    });
    const input = { email: 'ada@example.com', address, deliveryMethod: 'STANDARD' };
    expect(await shop.failure(heir, 'quoteCheckout', input)).toEqual({ code: 'BAD_USER_INPUT', field: 'cartToken' });
  });

  it('is visible by reference to its owner and support only', async () => {
    const { id } = await shop.fillCart(buyer, [[shop.stocked(1), 1]]);
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Cart { id } } }';
    const r = [{ __typename: 'Cart', id }];
    expect(await shop.ask(buyer, query, { r })).toEqual({ _entities: [{ id }] });
    expect(await shop.ask(support, query, { r })).toEqual({ _entities: [{ id }] });
    expect(await shop.ask(stranger, query, { r })).toEqual({ _entities: [null] });
  });
});
