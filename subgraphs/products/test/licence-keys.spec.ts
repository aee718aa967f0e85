import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GoodsGrant, goodsGrant, serviceIdentity } from '@soko/auth';
import { type EventTrail, newEvent, ordersOrder } from '@soko/events';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { invariants } from '../store/invariants.ts';
import { customer, type Market, openMarket, type Outcome, sealKey, type TestSeller, variant } from './market.ts';

const trail: EventTrail = {
  correlationId: 'req_spec',
  causationId: null,
  actor: { kind: 'service', id: 'orders' },
  now: () => new Date(),
};

describe('licence keys', () => {
  let market: Market;
  let ada: TestSeller;
  let bob: TestSeller;
  beforeAll(async () => {
    market = await openMarket();
    ada = await market.seller('Ada');
    bob = await market.seller('Bob');
  });
  afterAll(() => market?.close());

  /** A draft of digital goods without files. */
  async function draft() {
    const categoryId = await market.category(`Programs ${newId('cat')}`);
    const variants = [{ ...variant(newId('var').slice(-12)), package: null }];
    const input = { title: 'Kazi Studio', type: 'DIGITAL', categoryId, variants };
    const made = await market.mutate(ada.as, 'createProduct', input, '... on Product { id variants { id } }');
    return { productId: made.id as string, variantId: made.variants[0].id as string };
  }
  const add = (variantId: string, keys: string[], as = ada.as): Promise<Outcome> =>
    market.mutate(
      as,
      'addLicenceKeys',
      { variantId, keys },
      '... on LicenceKeysAdded { added repeated variant { id licenceKeys { available taken } } }',
    );
  async function onSale(keys: string[]) {
    const made = await draft();
    await add(made.variantId, keys);
    await market.mutate(ada.as, 'publishProduct', { productId: made.productId });
    return made;
  }
  const statusOf = async (productId: string): Promise<string> =>
    (await market.query('query ($id: ID!) { product(id: $id) { status } }', { id: productId }, { as: ada.as })).data[
      'product'
    ].status;

  interface Line {
    orderId: string;
    lineId: string;
    variantId: string;
    quantity: number;
  }
  const lineOf = (variantId: string, quantity: number): Line => ({
    orderId: newId('ord'),
    lineId: newId('orl'),
    variantId,
    quantity,
  });
  const reserve = async (...lines: Line[]): Promise<Outcome> => {
    const { data, errors } = await market.query(
      `mutation ($input: ReserveLicenceKeysInput!) { reserveLicenceKeys(input: $input) { __typename
        ... on LicenceKeysReserved { count } ... on LicenceKeysShort { lines { variantId requested available } } } }`,
      { input: { lines } },
      { identity: serviceIdentity('orders', 'cor_spec') },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    return data['reserveLicenceKeys'];
  };
  /** The keys that a viewer sees of a line. */
  async function seen(line: Line, more: Partial<GoodsGrant> = {}): Promise<Outcome> {
    const grant: GoodsGrant = { ...line, orderedAt: new Date(), viewer: 'BUYER', isPaid: true, ...more };
    const { data } = await market.query(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on OrderLine { licenceKeys { id value } } } }`,
      { of: [{ __typename: 'OrderLine', id: line.lineId, goodsGrant: goodsGrant(sealKey, 'req_1', grant) }] },
      { as: customer, identity: { requestId: 'req_1' } },
    );
    return data['_entities'][0].licenceKeys;
  }
  const money = { amountMinor: '0', currency: 'EUR' };
  /** Publishes what orders says about the order of a line. */
  async function tellOrder(type: 'failed' | 'payment_changed', line: Line, data: object): Promise<void> {
    const amounts = { items: money, delivery: money, tax: money, taxIncluded: money, discount: money, fee: money };
    const order = {
      ...amounts,
      total: money,
      checkoutId: 'chk_1',
      number: 'SO-1-1',
      status: 'REJECTED',
      sellerId: ada.id,
      buyerId: 'usr_buyer',
      deliveryMethod: 'NONE' as const,
      country: null,
      lines: [
        {
          lineId: line.lineId,
          variantId: line.variantId,
          productId: 'prd_1',
          categoryId: 'cat_1',
          storeId: null,
          type: 'DIGITAL' as const,
          title: 'Kazi Studio',
          sku: 'K',
          quantity: line.quantity,
          packedQuantity: null,
          unitPrice: money,
          tax: money,
          taxIncluded: false,
          fee: money,
        },
      ],
    };
    // The spec tells what orders would: the fields of the type are checked when the event is published.
    const event = newEvent(
      ordersOrder,
      type,
      { subject: line.orderId, sequence: 4, data: { order, ...data } } as never,
      trail,
    );
    await market.bus.publish(ordersOrder.name, [event]);
  }
  const countOf = async (variantId: string): Promise<Outcome> =>
    (
      await add(
        variantId,
        ['never new', 'never new'].map(() => 'KEY-1'),
      )
    ).variant.licenceKeys;

  it('are goods: a variant with keys goes on sale, and is sold out when none is left', async () => {
    const { productId, variantId } = await draft();
    expect(await market.mutate(ada.as, 'publishProduct', { productId })).toMatchObject({ code: 'PRODUCT_INCOMPLETE' });
    expect(await add(variantId, [' KEY-1 ', 'KEY-2', 'KEY-2'])).toEqual({
      __typename: 'LicenceKeysAdded',
      added: 2,
      repeated: 1,
      variant: { id: variantId, licenceKeys: { available: 2, taken: 0 } },
    });
    await market.mutate(ada.as, 'publishProduct', { productId });
    expect(await statusOf(productId)).toBe('ACTIVE');
    expect(await reserve(lineOf(variantId, 2))).toEqual({ __typename: 'LicenceKeysReserved', count: 2 });
    expect(await statusOf(productId)).toBe('SOLD_OUT');
    // A key that was sold does not come back by adding it again.
    expect(await add(variantId, ['KEY-1', 'KEY-3'])).toMatchObject({ added: 1, repeated: 1 });
    expect(await statusOf(productId)).toBe('ACTIVE');
    const types = (await market.eventTypesOf(variantId)).map((type) => type.slice('products.digital.'.length));
    expect(types).toEqual(['keys_added', 'keys_reserved', 'keys_added']);
  });

  it('are sold once each, to forty orders at the same time', async () => {
    const { variantId } = await onSale(Array.from({ length: 10 }, (_, index) => `RACE-${index}`));
    const lines = Array.from({ length: 40 }, () => lineOf(variantId, 1));
    const outcomes = await Promise.all(lines.map((line) => reserve(line)));
    const winners = lines.filter((_, index) => outcomes[index].__typename === 'LicenceKeysReserved');
    expect(winners).toHaveLength(10);
    expect(outcomes.find(({ lines: short }) => short !== undefined).lines).toEqual([
      { variantId, requested: 1, available: 0 },
    ]);
    const values = await Promise.all(winners.map(async (line) => (await seen(line))[0].value));
    expect(new Set(values).size).toBe(10);
    // A repeat, as after a lost answer, takes no more.
    expect(await reserve(winners[0]!)).toEqual({ __typename: 'LicenceKeysReserved', count: 1 });
  });

  it('are given to all lines of a checkout or to none', async () => {
    const one = await onSale(['ALL-1', 'ALL-2', 'ALL-3']);
    const other = await onSale(['NONE-1']);
    const lines = [lineOf(one.variantId, 1), lineOf(one.variantId, 2), lineOf(other.variantId, 2)];
    expect(await reserve(...lines)).toEqual({
      __typename: 'LicenceKeysShort',
      lines: [{ variantId: other.variantId, requested: 2, available: 1 }],
    });
    expect(await seen(lines[0]!)).toEqual([]);
    expect(await reserve(lines[0]!, lines[1]!)).toMatchObject({ count: 3 });
    const values = [...(await seen(lines[0]!)), ...(await seen(lines[1]!))].map(({ value }) => value);
    expect(new Set(values)).toEqual(new Set(['ALL-1', 'ALL-2', 'ALL-3']));
  });

  it('are shown to the buyer of a paid order alone, and stay sealed in the database', async () => {
    const { variantId } = await onSale(['SECRET-KEY-1']);
    const line = lineOf(variantId, 1);
    await reserve(line);
    expect(await seen(line, { isPaid: false })).toEqual([]);
    expect(await seen(line, { viewer: 'SUPPORT' })).toEqual([{ id: expect.stringMatching(/^lky_/), value: null }]);
    expect(await seen(line)).toMatchObject([{ value: 'SECRET-KEY-1' }]);
    const { rows } = await market.pool.query(
      `SELECT k::text FROM licence_key k UNION ALL SELECT payload::text FROM outbox`,
    );
    expect(JSON.stringify(rows)).not.toContain('SECRET-KEY');
  });

  it('are sold again after an order that failed, unless its buyer saw them', async () => {
    const { variantId, productId } = await onSale(['KEY-1', 'KEY-2']);
    const [unseen, shown] = [lineOf(variantId, 1), lineOf(variantId, 1)];
    await reserve(unseen);
    await reserve(shown);
    await seen(shown);
    await tellOrder('failed', unseen, { reason: null });
    await tellOrder('failed', shown, { reason: null });
    await until('the key is free', async () => (await statusOf(productId)) === 'ACTIVE');
    await until('both are handled', async () => {
      const { rows } = await market.pool.query(
        'SELECT FROM licence_order WHERE ended_at IS NOT NULL AND order_id = ANY($1)',
        [[unseen.orderId, shown.orderId]],
      );
      return rows.length === 2;
    });
    expect(await countOf(variantId)).toEqual({ available: 1, taken: 1 });
    // A reservation that arrives late takes no key.
    expect(await reserve(unseen)).toMatchObject({ __typename: 'LicenceKeysShort' });
    expect(await countOf(variantId)).toEqual({ available: 1, taken: 1 });
    const { rows } = await market.pool.query(invariants.find(({ name }) => name === 'licence-keys-are-counted')!.sql);
    expect(rows).toEqual([]);
  });

  it('are changed by their seller alone, and removed as long as nobody has them', async () => {
    const { productId, variantId } = await onSale(['KEY-1', 'KEY-2']);
    const sold = lineOf(variantId, 1);
    await reserve(sold);
    for (const mutation of ['addLicenceKeys', 'removeLicenceKeys']) {
      const input = mutation === 'addLicenceKeys' ? { variantId, keys: ['X'] } : { variantId };
      expect(await market.failure(bob.as, mutation, input)).toMatchObject({ code: 'NOT_FOUND' });
    }
    const stranger = await market.query(
      'query ($id: ID!) { product(id: $id) { variants { id licenceKeys { available } } } }',
      { id: productId },
    );
    expect(stranger.data['product'].variants[0].licenceKeys).toBeNull();
    expect(await market.failure(ada.as, 'addLicenceKeys', { variantId, keys: ['x'.repeat(501)] })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'keys.0',
    });
    await market.mutate(ada.as, 'removeLicenceKeys', { variantId });
    expect(await statusOf(productId)).toBe('SOLD_OUT');
    expect(await seen(sold)).toMatchObject([{ value: 'KEY-1' }]);
    // A checkout that read the prices before is not charged for nothing; a repeat for the sold key still succeeds.
    expect(await reserve(lineOf(variantId, 1))).toEqual({
      __typename: 'LicenceKeysShort',
      lines: [{ variantId, requested: 1, available: 0 }],
    });
    expect(await reserve(sold)).toEqual({ __typename: 'LicenceKeysReserved', count: 1 });
  });

  it('are announced once as ready, when the order is charged', async () => {
    const line = lineOf((await onSale(['KEY-1'])).variantId, 1);
    for (let time = 0; time < 2; time += 1) await tellOrder('payment_changed', line, { paymentStatus: 'CAPTURED' });
    await tellOrder('payment_changed', line, { paymentStatus: 'PARTIALLY_CAPTURED' });
    await until('all is handled', async () =>
      Object.values(await market.bus.lag('products')).every((lag) => lag === 0),
    );
    expect(await market.eventsOf(line.orderId)).toMatchObject([
      {
        type: 'products.digital.ready',
        data: { buyerId: 'usr_buyer', number: 'SO-1-1', lines: [{ title: 'Kazi Studio' }] },
      },
    ]);
  });
});
