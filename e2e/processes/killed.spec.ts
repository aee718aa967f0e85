import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Death, deaths } from './deaths.ts';
import { openShop, type Purchase, type Shop } from './shop.ts';

describe('a service that is killed in the middle of a purchase', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  /** Leads to the moment. Returns when the service has exited, and callers that waited for orders got an error. */
  async function dieAt(death: Death, { guest, place }: Purchase): Promise<void> {
    // While another service does not answer, orders itself says that the purchase continues.
    const expected = death.who === 'orders' ? 'SERVICE_UNAVAILABLE' : 'PENDING';
    if (death.given === 'delivered' || death.given === 'cancelled') {
      const { token, orders } = await place();
      const dead = shop.killAt(death.who, death);
      if (death.given === 'delivered') await shop.deliver(orders[0].id);
      // Another turn of orders may do the work that follows, so that the buyer has the answer before orders dies.
      else expect([expected, 'CANCELLED']).toContain(await shop.cancel(guest, orders[0].id, token));
      return dead;
    }
    const dead = shop.killAt(death.who, death);
    const answer = await place().catch((error: Error) => /SERVICE_UNAVAILABLE/.exec(error.message)?.[0]);
    expect(answer?.status ?? answer).toBe(expected);
    return dead;
  }

  async function meanwhile({ given }: Death, { variantId }: Purchase): Promise<void> {
    if (given === 'reservation expired' || given === 'expired and sold out') await shop.expireReservation(variantId);
    if (given === 'expired and sold out') await shop.removeStock(variantId);
  }

  it.each(deaths)(
    '$who, $when $question ($given): the order ends $end.order, and its payment $end.payment',
    async (death) => {
      const purchase = await shop.prepare(death.given);
      await dieAt(death, purchase);
      await meanwhile(death, purchase);
      await shop.restart(death.who);
      if (death.given === 'confirmed') await shop.confirm(purchase);
      const orderId = await shop.orderAtRest(purchase.variantId, death.end.order);
      const end = { ...death.end, payments: 1, intents: 1, stuckSagas: [] };
      expect(await shop.seen(orderId, purchase.variantId)).toEqual(end);
      // A buyer who got no response asks again, and gets the result.
      expect((await purchase.place()).__typename).toBe(death.answer);
      expect(await shop.seen(orderId, purchase.variantId)).toEqual(end);
    },
  );
});
