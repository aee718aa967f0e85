import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { chatBlock, type EventsOf, newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { type HagglingShop, idOf, newBuyer, openHagglingShop } from './haggling-shop.ts';

describe('a block between a buyer and a seller', () => {
  let shop: HagglingShop;
  beforeAll(async () => {
    shop = await openHagglingShop();
  });
  afterAll(() => shop.close());

  const trail = () => ({
    correlationId: newId('req'),
    causationId: null,
    actor: { kind: 'service', id: 'users' } as const,
    now: shop.now,
  });

  /** The blocks that orders knows of a person. */
  const known = async (person: Viewer) => {
    const { rows } = await shop.pool.query<{ is_blocked: boolean; is_erased: boolean }>(
      'SELECT is_blocked, erased_at IS NOT NULL AS is_erased FROM person_block WHERE $1 IN (blocker_id, blocked_id)',
      [idOf(person)],
    );
    return rows;
  };

  /** Erases the account of a person, and waits until orders has handled it. */
  const erase = async (person: Viewer): Promise<void> => {
    const other = newBuyer();
    await shop.block(idOf(other), idOf(person));
    const data = { subject: idOf(person), sequence: 9, data: {} };
    await shop.bus.publish(usersUser.name, [newEvent(usersUser, 'erased', data, trail())]);
    await until('the block is forgotten', async () => (await known(other)).length === 0);
  };

  /** Delivers an event of a block again, as a replay of dead letters does, and waits until orders has handled it. */
  const replay = async (event: EventsOf<typeof chatBlock>): Promise<void> => {
    const [one, other] = [newBuyer(), newBuyer()];
    const data = { blockerId: idOf(one), blockedId: idOf(other) };
    // The same subject: it is handled after the first one.
    const next = newEvent(chatBlock, 'added', { subject: event.subject, sequence: 1, data }, trail());
    await shop.bus.publish(chatBlock.name, [event, next]);
    await until('both events are handled', async () => (await known(one)).length === 1);
  };

  it('ends when one of the two is erased, also when it is heard of after the erasure or again after its end', async () => {
    const { seller } = await shop.listed();
    const buyer = newBuyer();
    await shop.block(idOf(seller), idOf(buyer));
    await erase(buyer);
    expect(await known(buyer)).toEqual([]);
    const late = await shop.block(idOf(seller), idOf(buyer));
    expect(await known(buyer)).toEqual([{ is_blocked: true, is_erased: false }]);
    await shop.block(idOf(seller), idOf(buyer), 'erased');
    expect(await known(buyer)).toEqual([{ is_blocked: false, is_erased: true }]);
    await replay(late);
    expect(await known(buyer)).toEqual([{ is_blocked: false, is_erased: true }]);
  });

  it('does not come back when chat has ended it before orders erases the person, and is forgotten in the end', async () => {
    const { seller } = await shop.listed();
    const buyer = newBuyer();
    const added = await shop.block(idOf(seller), idOf(buyer));
    await shop.block(idOf(seller), idOf(buyer), 'erased');
    await erase(buyer);
    await replay(added);
    expect(await known(buyer)).toEqual([{ is_blocked: false, is_erased: true }]);
    const left = async (days: number) => {
      await shop.pool.query("UPDATE person_block SET erased_at = now() - $2 * interval '1 day' WHERE blocked_id = $1", [
        idOf(buyer),
        days,
      ]);
      await shop.subgraph.runJob('orders.prune');
      return (await known(buyer)).length;
    };
    expect(await left(399)).toBe(1);
    expect(await left(401)).toBe(0);
  });
});
