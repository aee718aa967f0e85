import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Death, deaths } from './deaths.ts';
import { openShop, type Purchase, type Shop } from './shop.ts';

describe('a service that is killed in the middle of a purchase', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
  }, 120_000);
  afterAll(() => shop.close(), 30_000);

  /** Does what leads to the moment. Answers when the service is dead, and callers that waited for orders got an error. */
  async function dieAt(death: Death, { guest, place }: Purchase): Promise<void> {
    // Orders itself says that it goes on, when somebody else does not answer.
    const isTold = death.who === 'orders' ? 'SERVICE_UNAVAILABLE' : 'PENDING';
    if (death.given === 'delivered' || death.given === 'cancelled') {
      const { token, orders } = await place();
      const dead = shop.killAt(death.who, death);
      if (death.given === 'delivered') await shop.takeToItsBuyer(orders[0].id);
      else expect(await shop.cancel(guest, orders[0].id, token)).toBe(isTold);
      return dead;
    }
    const dead = shop.killAt(death.who, death);
    const answer = await place().catch((error: Error) => /SERVICE_UNAVAILABLE/.exec(error.message)?.[0]);
    expect(answer?.status ?? answer).toBe(isTold);
    return dead;
  }

  async function meanwhile({ given }: Death, { variantId }: Purchase): Promise<void> {
    if (given === 'run out' || given === 'run out and sold') await shop.runOut(variantId);
    if (given === 'run out and sold') await shop.emptyShelf(variantId);
  }

  it.each(deaths)(
    '$who, $when $question ($given): the order ends $end.order, and its payment $end.payment',
    async (death) => {
      const purchase = await shop.prepare(death.given);
      await dieAt(death, purchase);
      await meanwhile(death, purchase);
      await shop.revive(death.who);
      if (death.given === 'asked') await shop.sayYes(purchase);
      const orderId = await shop.orderAtRest(purchase.variantId, death.end.order);
      const end = { ...death.end, payments: 1, intents: 1, stuckSagas: [] };
      expect(await shop.seen(orderId, purchase.variantId)).toEqual(end);
      // A buyer who got no response asks again, and gets the result.
      expect((await purchase.place()).__typename).toBe(death.answer);
      expect(await shop.seen(orderId, purchase.variantId)).toEqual(end);
    },
    60_000,
  );
});
