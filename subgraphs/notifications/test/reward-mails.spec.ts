import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chainRewardOffer, newEvent } from '@soko/events';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import { registered, type Scene, startNotifications } from './start-notifications.ts';

let graph: Scene;

beforeAll(async () => {
  graph = await startNotifications();
});
afterAll(() => graph.close());

const rewardId = newId('rwd');
let count = 0;

const offered = (userId: string) => {
  const reward = { storeId: newId('sto'), tokenId: newId('ctk'), kind: 'COUPON' as const };
  const data = { reward: { ...reward, title: 'A coffee at bad.example', tokenName: 'First light' }, userId };
  return newEvent(chainRewardOffer, 'made', { subject: rewardId, sequence: (count += 1), data }, graph.trail);
};

const handled = () =>
  until('no event waits', async () =>
    Object.values(await graph.bus.lag('notifications.orders')).every((lag) => lag === 0),
  );

async function someone(locale = 'en'): Promise<string> {
  const userId = newId('usr');
  await graph.publish(registered(graph.trail, userId, `${userId}@example.org`, locale));
  return userId;
}

const choose = (userId: string, channel: string, enabled: boolean) =>
  graph.query(
    'mutation ($input: SetNotificationPreferenceInput!) { setNotificationPreference(input: $input) { __typename } }',
    { input: { topic: 'REWARDS', channel, enabled } },
    { as: person(userId) },
  );

const sentTo = async (userId: string) =>
  (
    await graph.pool.query(
      `SELECT channel, status FROM notifications WHERE user_id = $1 AND template = 'reward-offered' ORDER BY channel`,
      [userId],
    )
  ).rows;

describe('a reward that a person can claim', () => {
  it('is in the app once, also when the event comes twice, and not mailed to who has not agreed', async () => {
    const userId = await someone();
    const event = offered(userId);
    await graph.publish(event, event);
    await handled();
    expect(await sentTo(userId)).toEqual([
      { channel: 'EMAIL', status: 'SKIPPED' },
      { channel: 'IN_APP', status: 'SENT' },
    ]);
    const { data } = await graph.query(
      '{ notifications { nodes { topic aboutId title text } } }',
      {},
      { as: person(userId) },
    );
    expect(data['notifications'].nodes).toContainEqual({
      topic: 'REWARDS',
      aboutId: rewardId,
      title: 'A reward for you: A coffee at bad example',
      text: expect.stringContaining('You hold “First light”.'),
    });
  });

  it('is mailed in their language to people who have agreed, and sent to no one who has turned it off', async () => {
    const [german, swahili, silent] = [await someone('de'), await someone('sw'), await someone()];
    for (const userId of [german, swahili]) await choose(userId, 'EMAIL', true);
    await choose(silent, 'IN_APP', false);
    await graph.publish(...[german, swahili, silent].map(offered));
    await handled();
    const subjectOf = async (userId: string) => (await graph.messagesTo(`${userId}@example.org`))[0]!.subject;
    expect(await subjectOf(german)).toBe('Eine Prämie für Sie: A coffee at bad example');
    expect(await subjectOf(swahili)).toBe('Zawadi kwa ajili yako: A coffee at bad example');
    expect((await sentTo(german))[0]).toEqual({ channel: 'EMAIL', status: 'QUEUED' });
    expect(await sentTo(silent)).toEqual([
      { channel: 'EMAIL', status: 'SKIPPED' },
      { channel: 'IN_APP', status: 'SKIPPED' },
    ]);
  });
});
