import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimEvent, depositEvent, messageEvent } from './business-world.ts';
import { type BusinessScene, startBusiness } from './start-business.ts';

let graph: BusinessScene;

beforeAll(async () => {
  graph = await startBusiness();
});

afterAll(() => graph.close());

const day = { from: '2026-03-10', to: '2026-03-10', timeZone: 'UTC' };

describe('the dashboards', () => {
  it('have claims, deposits, and the messages that were sent by those that ended', async () => {
    const ended = [
      messageEvent('failed', { id: 'ntf_1', at: '2026-03-10T08:00:00Z', attempt: 3 }),
      // People sent it again.
      messageEvent('sent', { id: 'ntf_1', at: '2026-03-11T08:00:00Z', attempt: 4 }),
      messageEvent('sent', { id: 'ntf_2', at: '2026-03-10T09:00:00Z', attempt: 1 }),
      messageEvent('failed', { id: 'ntf_3', at: '2026-03-10T09:00:00Z', attempt: 1 }),
    ];
    await graph.publish([
      ...ended,
      ...ended.toReversed(),
      claimEvent({ id: 'clm_1', at: '2026-03-10T10:00:00Z', storeId: 'sto_1' }),
      claimEvent({ id: 'clm_2', at: '2026-03-10T10:00:00Z', storeId: 'sto_2' }),
      depositEvent('created', { id: 'dep_1', at: '2026-03-10T07:00:00Z', amountMinor: 5_000 }),
      depositEvent('completed', { id: 'dep_1', at: '2026-03-10T07:05:00Z', amountMinor: 5_000 }),
    ]);
    const { messages, mints, currencies } = await graph.platform(day);
    const figures = { sent: 2, failed: 1, deliveryRate: 6_666 };
    expect(messages).toEqual({
      total: figures,
      before: { sent: 0, failed: 0, deliveryRate: null },
      periods: [{ from: day.from, figures }],
    });
    expect(mints.total).toEqual({ minted: 0, failed: 0, claimed: 2 });
    expect(currencies).toMatchObject([{ currency: 'KES', total: { deposits: { amount: '50.00' } } }]);
    expect((await graph.store('sto_1', day)).mints.total).toEqual({ minted: 0, failed: 0, claimed: 1 });
  });
});
