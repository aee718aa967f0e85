import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { address, admin, openWarehouse, packer, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

const text = `query ($lines: [DeliveryQuoteLineInput!]!, $address: AddressInput!, $method: DeliveryMethod! = STANDARD) {
  deliveryQuote(lines: $lines, address: $address, method: $method) { price { amount currency } boxes parcels { seller { id } boxes price { amount } } } }`;

const quote = async (lines: { variantId: string; quantity: number }[], country: string, method = 'STANDARD') => {
  const { data, errors } = await warehouse.query(text, { lines, address: { ...address, country }, method });
  return errors?.[0]?.extensions ?? data['deliveryQuote'];
};

/** Edge in millimetres, weight in grams, quantity; boxes as worked out by hand. */
const small = [300, 2_000, 1, 1] as const;
const several = [400, 2_000, 4, 3] as const;
const heavy = [200, 5_000, 7, 3] as const;

/** Country, thing, price in minor units. */
const cases = [
  ...['DK', 'FI', 'NO', 'SE'].map((country) => [country, several, 0] as const),
  ...'AT BE BG CY CZ DE EE ES FR GR HR HU IE IT LT LU LV MT NL PL PT RO SI SK'
    .split(' ')
    .flatMap((country) => [[country, small, 1000] as const, [country, several, 3000] as const]),
  ['PL', heavy, 3000],
  ...['CA', 'US'].flatMap((country) => [[country, small, 1500] as const, [country, heavy, 4500] as const]),
  ...['KE', 'GB', 'CH', 'JP', 'IS', 'BR'].flatMap(
    (country) => [[country, small, 2500] as const, [country, heavy, 7500] as const] as const,
  ),
] as const;

describe('the price of delivery', () => {
  it.each(
    cases.map(([country, [mm, weightG, quantity, boxes], price]) => ({ country, mm, weightG, quantity, boxes, price })),
  )(
    'to $country: $quantity × $mm mm, $weightG g is $boxes boxes for $price',
    async ({ country, mm, weightG, quantity, boxes, price }) => {
      const size = { lengthMm: mm, widthMm: mm, heightMm: mm, weightG };
      const variantId = await warehouse.variant(0, { package: size });
      expect(await quote([{ variantId, quantity }], country)).toMatchObject({
        boxes,
        price: { amount: (price / 100).toFixed(2), currency: 'EUR' },
      });
      const parcel = {
        orderKey: 'a',
        method: 'STANDARD',
        country,
        currency: 'JPY',
        lines: [{ quantity, package: size }],
      };
      const prices =
        'query ($parcels: [ParcelInput!]!) { deliveryPrices(parcels: $parcels) { orderKey boxes price { amount currency } } }';
      expect(await warehouse.ask(prices, { parcels: [parcel] })).toEqual([
        { orderKey: 'a', boxes, price: { amount: String(price), currency: 'JPY' } },
      ]);
    },
  );

  it('counts a parcel per seller, and nothing for digital goods and PICKUP; countries may be in lower case', async () => {
    const size = { lengthMm: 300, widthMm: 300, heightMm: 300, weightG: 2_000 };
    const [one, two] = [
      await warehouse.variant(0, { package: size }),
      await warehouse.variant(0, { package: size, sellerId: 'slr_two' }),
    ];
    const digital = await warehouse.variant(0, { type: 'DIGITAL', package: null });
    const lines = [one, two, digital].map((variantId) => ({ variantId, quantity: 1 }));
    expect(await quote(lines, 'pl')).toEqual({
      price: { amount: '20.00', currency: 'EUR' },
      boxes: 2,
      parcels: [
        { seller: { id: 'slr_house' }, boxes: 1, price: { amount: '10.00' } },
        { seller: { id: 'slr_two' }, boxes: 1, price: { amount: '10.00' } },
      ],
    });
    expect(await quote(lines, 'PL', 'PICKUP')).toMatchObject({ price: { amount: '0.00' }, boxes: 2 });
    expect(await quote(lines, 'PL', 'NONE')).toMatchObject({ price: { amount: '0.00' }, boxes: 0 });
  });

  it('costs one statement for a request, however many lines it has', async () => {
    const variants = await Promise.all(Array.from({ length: 30 }, () => warehouse.variant()));
    await quote([{ variantId: variants[0]!, quantity: 1 }], 'PL');
    const lines = variants.map((variantId) => ({ variantId, quantity: 2 }));
    const { count } = await warehouse.statements(() => quote(lines, 'PL'));
    expect(count).toBeLessThanOrEqual(2);
  });

  it.each([
    ['an unknown variant', [{ variantId: 'var_nothing', quantity: 1 }], 'PL', 'lines.0.variantId'],
    ['no lines', [], 'PL', 'lines'],
    ['a country that is none', [{ variantId: 'var_nothing', quantity: 1 }], 'Poland', 'address.country'],
  ])('is the caller’s mistake with %s', async (_, lines, country, field) => {
    expect(await quote(lines, country)).toEqual({ code: 'BAD_USER_INPUT', field });
  });

  it('is refused to clients in the form that services use', async () => {
    const { errors } = await warehouse.query('{ deliveryPrices(parcels: []) { boxes } }', {}, { as: admin });
    expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
  });
});

describe('a delivery rate', () => {
  it('is changed by an administrator, for its currency, at once', async () => {
    const variantId = await warehouse.variant();
    const price = async (country: string, method?: string) =>
      (await quote([{ variantId, quantity: 1 }], country, method)).price.amount;
    expect(await price('LT', 'EXPRESS')).toBe('10.00');
    const rate = { country: 'LT', fee: { amount: '12.50', currency: 'EUR' } };
    expect(
      await warehouse.mutate(
        admin,
        'setDeliveryRate',
        rate,
        '... on DeliveryRate { country method currency feeMinor }',
      ),
    ).toMatchObject({ country: 'LT', method: 'STANDARD', currency: 'EUR', feeMinor: 1250 });
    expect([await price('LT'), await price('LT', 'EXPRESS'), await price('LV')]).toEqual(['12.50', '12.50', '10.00']);
    await warehouse.mutate(admin, 'setDeliveryRate', {
      ...rate,
      method: 'EXPRESS',
      fee: { amount: '30.00', currency: 'EUR' },
    });
    expect([await price('LT'), await price('LT', 'EXPRESS')]).toEqual(['12.50', '30.00']);
    await warehouse.mutate(admin, 'setDeliveryRate', { fee: { amount: '40.00', currency: 'EUR' } });
    expect([await price('KE'), await price('LV')]).toEqual(['40.00', '10.00']);
    const { data } = await warehouse.query('{ deliveryRates { country method currency feeMinor } }');
    expect(data['deliveryRates']).toContainEqual({ country: null, method: 'STANDARD', currency: null, feeMinor: 2500 });
    expect(data['deliveryRates']).toContainEqual({ country: 'LT', method: 'EXPRESS', currency: 'EUR', feeMinor: 3000 });
  });

  it.each([
    ['below zero', { fee: { amount: '-1.00', currency: 'EUR' } }, 'fee.amount'],
    ['with other digits than its currency has', { fee: { amount: '1.5', currency: 'EUR' } }, 'fee.amount'],
    ['that cannot be charged', { fee: { amount: '1.235', currency: 'KWD' } }, 'fee.amount'],
    ['for a country that is none', { country: 'Kenya', fee: { amount: '1.00', currency: 'EUR' } }, 'country'],
  ])('is refused %s', async (_, input, field) => {
    expect(await warehouse.failure(admin, 'setDeliveryRate', input)).toEqual({ code: 'BAD_USER_INPUT', field });
  });

  it('is refused for a free method', async () => {
    const input = { method: 'PICKUP', fee: { amount: '1.00', currency: 'EUR' } };
    expect(await warehouse.mutate(admin, 'setDeliveryRate', input)).toMatchObject({ code: 'METHOD_COSTS_NOTHING' });
  });

  it('requires the role ADMIN', async () => {
    const input = { fee: { amount: '1.00', currency: 'EUR' } };
    expect(await warehouse.failure(packer, 'setDeliveryRate', input)).toEqual({ code: 'FORBIDDEN' });
  });
});
