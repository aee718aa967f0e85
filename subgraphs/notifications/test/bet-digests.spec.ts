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

  it('and counted after the mail about their day get a mail of their own', async () => {
    const [userId, unknown] = [newId('usr'), newId('usr')];
    const email = `${userId}@example.org`;
    await graph.publish(registered(graph.trail, userId, email), settled(userId, 0), settled(unknown, 0));
    await graph.caughtUp();
    await counted();
    const late = [settled(userId, 0), settled(userId, 0), settled(userId, 0)];
    graph.advance(24 * 3_600_000);
    const sendKnown = () => expect(send()).rejects.toThrow(`The contact of ${unknown} is not known yet.`);
    await sendKnown();
    await graph.publish(...late);
    await counted();
    await sendKnown();
    const bodies = (await graph.messagesTo(email, 2)).map(({ body }) => body);
    expect(bodies).toEqual([expect.stringContaining('3 bets settled'), expect.stringContaining('1 bet settled')]);
    // The digest of a person of whom no event has arrived waits for it.
    expect([await digests(userId), await digests(unknown)]).toEqual([0, 1]);
    await graph.publish(registered(graph.trail, unknown, `${unknown}@example.org`));
    await graph.caughtUp();
    await send();
    expect(await graph.messagesTo(`${unknown}@example.org`)).toMatchObject([{ template: 'bets-settled' }]);
  });
});
