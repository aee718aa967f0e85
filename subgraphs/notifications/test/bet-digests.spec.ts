import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser, walletsBet } from '@soko/events';
import { newId } from '@soko/ids';
import { registered, type Scene, startNotifications } from './start-notifications.ts';
import { until } from '@soko/testing';

let graph: Scene;

beforeAll(async () => {
  graph = await startNotifications();
});

afterAll(() => graph.close());

const money = (amountMinor: number, currency: string) => ({ amountMinor: String(amountMinor), currency });

const facts = (userId: string, status: string, currency: string) => ({
  userId,
  kind: 'SINGLE' as const,
  status,
  stake: money(10_000, currency),
  openStake: money(0, currency),
});

const settled = (userId: string, paid: number, currency = 'KES') =>
  newEvent(
    walletsBet,
    'settled',
    {
      subject: newId('bet'),
      sequence: 2,
      data: {
        bet: facts(userId, paid > 0 ? 'WON' : 'LOST', currency),
        stakeSettled: money(10_000, currency),
        paid: money(paid, currency),
        revision: 1,
      },
    },
    graph.trail,
  );

const corrected = (userId: string, before: number, paid: number) =>
  newEvent(
    walletsBet,
    'resettled',
    {
      subject: newId('bet'),
      sequence: 3,
      data: {
        bet: facts(userId, 'LOST', 'KES'),
        before: { status: 'WON', paid: money(before, 'KES') },
        paid: money(paid, 'KES'),
        revision: 2,
        reason: 'Wrong result.',
      },
    },
    graph.trail,
  );

const counted = () =>
  until('every bet is counted', async () =>
    Object.values(await graph.bus.lag('notifications.digests')).every((lag) => lag === 0),
  );

const digests = async (userId: string): Promise<number> =>
  (await graph.pool.query('SELECT FROM bet_digest WHERE user_id = $1', [userId])).rowCount ?? 0;

const send = () => graph.subgraph.runJob('notifications.send-bet-digests');

describe('bets that are settled', () => {
  it('are mailed once, together, when their day is over; corrections count with their difference', async () => {
    const [userId, erased] = [newId('usr'), newId('usr')];
    const email = `${userId}@example.org`;
    await graph.publish(
      registered(graph.trail, userId, email),
      registered(graph.trail, erased, `${erased}@example.org`),
    );
    const won = settled(userId, 25_000);
    const bets = [won, won, settled(userId, 0), settled(userId, 0, 'UGX'), corrected(userId, 40_000, 0)];
    await graph.publish(...bets, settled(erased, 25_000));
    await graph.caughtUp();
    await counted();
    await send();
    expect([await digests(userId), await digests(erased)]).toEqual([2, 1]);

    await graph.publish(newEvent(usersUser, 'erased', { subject: erased, sequence: 9, data: {} }, graph.trail));
    await graph.caughtUp();
    expect(await digests(erased)).toBe(0);
    // A bet of an erased person that is settled later.
    await graph.publish(settled(erased, 25_000));
    await counted();

    graph.advance(24 * 3_600_000);
    await Promise.all([send(), send()]);
    await send();
    const messages = await graph.messagesTo(email);
    expect(messages).toMatchObject([{ template: 'bets-settled', channel: 'EMAIL' }]);
    expect(messages[0]!.body).toContain(
      '2 bets settled, 1 won. 1 bet corrected. Stakes: KES 200.00. Returns: -KES 150.00.',
    );
    expect(messages[0]!.body).toContain('1 bet settled, 0 won. Stakes: UGX 10,000. Returns: UGX 0.');
    expect([await digests(userId), await digests(erased)]).toEqual([0, 0]);
    const { rows } = await graph.pool.query('SELECT FROM notifications WHERE user_id = $1', [erased]);
    expect(rows).toHaveLength(0);
  });
});
