import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { type HagglingShop, idOf, newBuyer, openHagglingShop } from './haggling-shop.ts';

describe('a block between a buyer and a seller', () => {
  let shop: HagglingShop;
  beforeAll(async () => {
    shop = await openHagglingShop();
  });
  afterAll(() => shop.close());

  it('is forgotten when one of the two is erased, also when it is heard of after the erasure', async () => {
    const { seller } = await shop.listed();
    const [buyer, trail] = [newBuyer(), { correlationId: newId('req'), causationId: null, now: shop.now } as const];
    const known = async () =>
      (await shop.pool.query('SELECT FROM person_block WHERE $1 IN (blocker_id, blocked_id)', [idOf(buyer)])).rowCount;
    await shop.block(idOf(seller), idOf(buyer));
    const actor = { kind: 'service', id: 'users' } as const;
    const erased = newEvent(usersUser, 'erased', { subject: idOf(buyer), sequence: 9, data: {} }, { ...trail, actor });
    await shop.bus.publish(usersUser.name, [erased]);
    await until('the block is forgotten', async () => (await known()) === 0);
    await shop.block(idOf(seller), idOf(buyer));
    expect(await known()).toBe(1);
    await shop.block(idOf(seller), idOf(buyer), 'erased');
    expect(await known()).toBe(0);
  });
});
