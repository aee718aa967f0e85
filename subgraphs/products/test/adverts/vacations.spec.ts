import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, ordersVacation } from '@soko/events';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import type { TestSeller } from '../market.ts';
import { openStand, type Stand } from './stand.ts';

const trail = { correlationId: 'req_1', causationId: null, actor: { kind: 'service' as const, id: 'spec' } };

describe('adverts of a seller on vacation', () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await openStand();
  });
  afterAll(() => stand.close());

  let sequence = 0;
  async function vacation(type: 'started' | 'ended', seller: TestSeller, end: Date | null) {
    sequence += 1;
    const data = { since: stand.clock.now.toISOString(), until: end?.toISOString() ?? null };
    const event = newEvent(
      ordersVacation,
      type,
      { subject: seller.id, sequence, data },
      {
        ...trail,
        now: () => stand.clock.now,
      },
    );
    await stand.bus.publish(ordersVacation.name, [event]);
    await until('the vacation is known', async () => {
      const { rows } = await stand.pool.query('SELECT FROM seller_vacation WHERE seller_id = $1 AND sequence = $2', [
        seller.id,
        sequence,
      ]);
      return rows.length === 1;
    });
  }

  it('are neither shown nor charged, and run again when it ends', async () => {
    const ada = await stand.seller('Ada');
    const keyword = newId('req').slice(-12);
    const productId = await stand.product(ada);
    const id = await stand.advert(ada, productId, { placements: ['SEARCH'], keywords: [keyword] });
    const shown = () => stand.promoted(`placement: SEARCH, search: "${keyword}"`);
    const [[, token] = ['', '']] = await shown();

    const back = new Date(stand.clock.now.getTime() + 600_000);
    await vacation('started', ada, back);
    expect(await shown()).toEqual([]);
    await stand.click(token);
    expect(await stand.report(ada, id)).toMatchObject({ status: 'RUNNING', clicks: 0, freeClicks: 1 });

    stand.clock.now = back;
    const again = await shown();
    expect(again).toHaveLength(1);
    await stand.click(again[0]![1]);
    expect(await stand.report(ada, id)).toMatchObject({ clicks: 1 });

    await vacation('started', ada, null);
    expect(await shown()).toEqual([]);
    await vacation('ended', ada, null);
    expect(await shown()).toHaveLength(1);
  });
});
