import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { person } from '@soko/testing';
import { address, admin, buyer, openShop, type Shop, support } from './shop.ts';

const migration = readFileSync(
  join(import.meta.dirname, '../../../prisma/orders/migrations/20261126041000_assigned_countries/migration.sql'),
  'utf8',
);

describe('tax rates', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  const rates = async () => {
    const found = await shop.ask(admin, '{ taxRates { country basisPoints } }');
    return found.taxRates.map(
      ({ country, basisPoints }: { country: string; basisPoints: number }) => `${country} ${basisPoints}`,
    );
  };

  it('are refused for a code that is not assigned, and set for an alias under its country', async () => {
    const rate = { basisPoints: 2_000, inclusive: true };
    for (const country of ['XX', 'ZZ', 'AN', 'U1', 'GBR']) {
      expect(await shop.failure(admin, 'setTaxRate', { country, ...rate })).toMatchObject({
        code: 'BAD_USER_INPUT',
        field: 'country',
      });
    }
    const set = await shop.mutate(admin, 'setTaxRate', { country: 'uk', ...rate }, 'country');
    expect(set).toMatchObject({ country: 'GB' });
  });

  it('of an alias are moved to its country, unless the country has one', async () => {
    await shop.pool.query('DELETE FROM tax_rate');
    await shop.pool.query(`INSERT INTO tax_rate (country, category_id, basis_points, inclusive, updated_at) VALUES
      ('UK', '', 1, true, now()), ('EL', '', 2, true, now()), ('GR', '', 3, true, now()), ('KE', '', 4, true, now())`);
    await shop.pool.query(migration);
    expect(await rates()).toEqual(['GB 1', 'GR 3', 'KE 4']);
  });
});

describe('the tax on a purchase', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
    const set = (country: string, basisPoints: number) =>
      shop.mutate(admin, 'setTaxRate', { country, basisPoints, inclusive: false });
    await Promise.all([set('DE', 2_000), set('KE', 1_600), set('FR', 1_000)]);
  });
  afterAll(() => shop.close());

  let buyers = 0;
  const quoteFor = async (types: readonly ('PHYSICAL' | 'DIGITAL')[], how: object) => {
    const as = person(`usr_taxed_${(buyers += 1)}`);
    const goods = types.map((type) =>
      shop.stocked(9, { type, sellerId: 'slr_1', price: { amount: '10.00', currency: 'EUR' } }),
    );
    await shop.fillCart(
      as,
      goods.map((each) => [each, 1] as const),
    );
    const input = { email: 'ada@example.com', deliveryMethod: 'STANDARD', ...how };
    const refused = await shop.failure(as, 'quoteCheckout', input);
    if (refused !== undefined) return refused;
    const quote = await shop.mutate(
      as,
      'quoteCheckout',
      input,
      '... on CheckoutQuote { id lines { taxCountry tax { amount } } }',
    );
    return { as, ...quote };
  };
  const taxes = async (...of: Parameters<typeof quoteFor>) =>
    (await quoteFor(...of)).lines.map((line: { taxCountry: string; tax: { amount: string } }) =>
      [line.taxCountry, line.tax.amount].join(' '),
    );

  it('is that of the place of supply: delivery, collection, or the home of the buyer of digital goods', async () => {
    expect(await taxes(['PHYSICAL'], { address })).toEqual(['DE 2.00']);
    // A country that the buyer writes does not change the tax on goods that are delivered or collected.
    expect(await taxes(['PHYSICAL'], { address, billingCountry: 'US' })).toEqual(['DE 2.00']);
    const abroad = { ...address, country: 'US' };
    expect(await taxes(['PHYSICAL'], { address: abroad, deliveryMethod: 'PICKUP' })).toEqual(['KE 1.60']);
    expect(await taxes(['DIGITAL'], { deliveryMethod: 'NONE', billingCountry: 'fr' })).toEqual(['FR 1.00']);
    expect(await taxes(['DIGITAL'], { deliveryMethod: 'NONE', address })).toEqual(['DE 2.00']);
    const mixed = { address, billingCountry: 'DE', deliveryMethod: 'PICKUP' };
    expect(await taxes(['PHYSICAL', 'DIGITAL'], mixed)).toEqual(['KE 1.60', 'DE 2.00']);
  });

  it('of digital goods is not that of another country than the address: no country without tax can be declared', async () => {
    const declared = { address, billingCountry: 'AQ' };
    expect(await quoteFor(['DIGITAL'], { ...declared, deliveryMethod: 'NONE' })).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'billingCountry',
    });
    expect(await quoteFor(['PHYSICAL', 'DIGITAL'], declared)).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('that a quote of an earlier version does not know makes it expire', async () => {
    const { as, id } = await quoteFor(['DIGITAL'], { deliveryMethod: 'NONE', billingCountry: 'FR' });
    await shop.pool.query('UPDATE quote SET tax_evidence = NULL WHERE id = $1', [id]);
    expect(await shop.place(as, id)).toMatchObject({ code: 'QUOTE_EXPIRED' });
  });

  it('cannot be quoted without the country that decides it', async () => {
    expect(await quoteFor(['DIGITAL'], { deliveryMethod: 'NONE' })).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'billingCountry',
    });
    expect(await quoteFor(['DIGITAL'], { deliveryMethod: 'NONE', billingCountry: 'XX' })).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'billingCountry',
    });
    const elsewhere = await openShop({ env: { ORDERS_PICKUP_COUNTRY: '' } });
    try {
      await elsewhere.fillCart(buyer, [[elsewhere.stocked(1), 1]]);
      const input = { email: 'ada@example.com', address, deliveryMethod: 'PICKUP' };
      expect(await elsewhere.failure(buyer, 'quoteCheckout', input)).toEqual({
        code: 'BAD_USER_INPUT',
        field: 'deliveryMethod',
      });
    } finally {
      await elsewhere.close();
    }
  });

  it('is kept with the country of each line and the evidence, which support sees', async () => {
    const { as, id } = await quoteFor(['PHYSICAL', 'DIGITAL'], { address, billingCountry: 'DE' });
    const { id: checkoutId } = await shop.place(as, id);
    const query = `query ($id: ID!) { checkout(id: $id) { orders { lines { taxCountry } }
      taxEvidence { declaredCountry deliveryCountry clientAddress } } }`;
    const kept = { declaredCountry: 'DE', deliveryCountry: 'DE', clientAddress: '127.0.0.1' };
    const orders = [{ lines: [{ taxCountry: 'DE' }, { taxCountry: 'DE' }] }];
    expect(await shop.ask(support, query, { id: checkoutId })).toEqual({ checkout: { orders, taxEvidence: kept } });
    expect(await shop.ask(as, query, { id: checkoutId })).toEqual({ checkout: { orders, taxEvidence: null } });
  });
});
