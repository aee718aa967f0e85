import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { person } from '@soko/testing';
import { guest, openShop, type Shop } from './shop.ts';

const whole = '... on Cart { id token quantity lines { variantId quantity } }';

const cappedCart = '... on Cart { lines { quantity } cappedLines { variantId wanted quantity } }';

describe('the cart of a guest who signs in', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  it('moves into the account at sign-in, with quantities added up', async () => {
    const ada = person('usr_claims');
    const [lamp, vase] = [shop.stocked(9), shop.stocked(9)];
    await shop.fillCart(ada, [[lamp, 1]]);
    const { token } = await shop.fillCart(guest, [
      [lamp, 2],
      [vase, 1],
    ]);
    const claimed = await shop.mutate(ada, 'claimCart', { cartToken: token }, whole);
    expect(claimed.lines.map(({ quantity }: { quantity: number }) => quantity)).toEqual([3, 1]);
    expect(await shop.failure(guest, 'claimCart', { cartToken: token })).toMatchObject({ code: 'UNAUTHENTICATED' });
    const fresh = person('usr_fresh');
    const other = await shop.fillCart(guest, [[vase, 4]]);
    expect((await shop.mutate(fresh, 'claimCart', { cartToken: other.token }, whole)).quantity).toBe(4);
    const many = await shop.fillCart(guest, [[vase, 998]]);
    const capped = await shop.mutate(fresh, 'claimCart', { cartToken: many.token }, cappedCart);
    expect(capped).toMatchObject({
      lines: [{ quantity: 999 }],
      cappedLines: [{ variantId: vase.variantId, wanted: 1_002, quantity: 999 }],
    });
    expect((await shop.ask(fresh, '{ cart { cappedLines { wanted } } }')).cart.cappedLines).toEqual([]);
    const dollars = shop.stocked(9, { price: { amount: '3.00', currency: 'USD' } });
    const third = await shop.fillCart(guest, [[dollars, 1]]);
    expect(await shop.mutate(fresh, 'claimCart', { cartToken: third.token })).toMatchObject({
      code: 'MIXED_CURRENCIES',
    });
    expect((await shop.ask(fresh, '{ cart { quantity } }')).cart.quantity).toBe(999);
  });

  it('is claimed once, and a repeat by the same person returns their cart', async () => {
    const [ada, thief] = [person('usr_repeats'), person('usr_guesses')];
    const [lamp, vase] = [shop.stocked(9), shop.stocked(9)];
    const { token } = await shop.fillCart(guest, [[lamp, 2]]);
    const claim = (as: typeof ada, cartToken: string) => shop.mutate(as, 'claimCart', { cartToken }, whole);
    const both = await Promise.all([claim(ada, token), claim(ada, token)]);
    expect(both).toEqual([expect.objectContaining({ quantity: 2 }), both[0]]);
    await shop.fillCart(ada, [[vase, 1]]);
    expect(await claim(ada, token)).toMatchObject({ id: both[0].id, quantity: 3 });
    for (const [as, cartToken] of [
      [thief, token],
      [ada, 'guess'],
    ] as const) {
      expect(await shop.failure(as, 'claimCart', { cartToken })).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await shop.ask(guest, 'query ($t: String) { cart(token: $t) { id } }', { t: token })).toEqual({
      cart: null,
    });
    const { rows } = await shop.pool.query('SELECT * FROM cart WHERE user_id = $1', ['usr_repeats']);
    expect(JSON.stringify(rows)).not.toContain(token);
    const next = await shop.fillCart(guest, [[vase, 4]]);
    expect(await claim(ada, next.token)).toMatchObject({ quantity: 7 });
    expect(await shop.failure(ada, 'claimCart', { cartToken: token })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('stays when its lines do not fit, and its claim is no repeat', async () => {
    const ada = person('usr_misfit');
    const [lamp, dollars] = [shop.stocked(9), shop.stocked(9, { price: { amount: '3.00', currency: 'USD' } })];
    await shop.fillCart(ada, [[lamp, 1]]);
    const { token, id } = await shop.fillCart(guest, [[dollars, 1]]);
    for (let time = 0; time < 2; time += 1) {
      expect(await shop.mutate(ada, 'claimCart', { cartToken: token })).toMatchObject({ code: 'MIXED_CURRENCIES' });
    }
    await shop.pool.query('DELETE FROM cart WHERE id = $1', [id]);
    expect(await shop.failure(ada, 'claimCart', { cartToken: token })).toMatchObject({ code: 'NOT_FOUND' });
  });
});
