import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import {
  accountEvents,
  change,
  excluded,
  inDays,
  launch,
  somebody,
  type Somebody,
  text,
  upToDate,
} from './campaign-scene.ts';
import { type Scene, startNotifications } from './start-notifications.ts';

let graph: Scene;

beforeAll(async () => {
  graph = await startNotifications();
});

afterAll(() => graph.close());

const verified = ({ userId }: Somebody) =>
  newEvent(usersUser, 'verified', { subject: userId, sequence: 2, data: {} }, graph.trail);

/** The welcomes of a person. */
async function welcomesOf({ email }: Somebody) {
  await upToDate(graph);
  return (await graph.messagesTo(email)).filter(({ template }) => template === 'welcome');
}

const titled = (title: string) => ({ name: title, texts: [{ ...text, title }] });

describe('a welcome', () => {
  it('lists the campaigns whose windows are open, those alone, and those that close first', async () => {
    const german = { ...text, locale: 'de', title: 'Frühling' };
    await launch(
      graph,
      { name: 'Spring', texts: [{ ...text, title: 'Spring <sale>' }, german] },
      { endsAt: inDays(graph, 5) },
    );
    await launch(graph, titled('Soon over'), { endsAt: inDays(graph, 1) });
    await launch(graph, titled('Not yet'), { startsAt: inDays(graph, 1), endsAt: inDays(graph, 2) });
    await launch(graph, { ...titled('For sellers'), segment: { roles: ['SELLER'] } });
    await launch(graph, { ...titled('For buyers'), segment: { boughtInCategoryId: newId('cat') } });
    const cancelled = await launch(graph, titled('Cancelled'));
    await change(graph, 'cancelCampaign', { campaignId: cancelled });
    await change(graph, 'createCampaign', { ...titled('A draft'), idempotencyKey: newId('req') });
    const [ada, hans] = [somebody('ada'), somebody('hans')];
    await graph.publish(...accountEvents(graph, ada), ...accountEvents(graph, hans, { locale: 'de-AT' }));
    const [welcome, ...others] = await welcomesOf(ada);
    expect(others).toEqual([]);
    expect(welcome!.body!.split('\n').filter((line) => line.includes(': until '))).toEqual([
      expect.stringMatching(/^Soon over: until /),
      expect.stringMatching(/^Spring <sale>: until .* UTC$/),
    ]);
    expect(welcome!.body).toContain('These campaigns are open now:');
    expect((await welcomesOf(hans))[0]!.body).toContain('Frühling: bis ');
  });

  it('says nothing of campaigns when none is open, or the reader wants none', async () => {
    const silent = somebody('silent');
    await graph.publish(accountEvents(graph, silent)[0]!);
    await graph.pool.query(
      "INSERT INTO preference (reader_id, topic, channel, enabled, changed_at) VALUES ($1, 'MARKETING', 'EMAIL', false, now())",
      [silent.userId],
    );
    await graph.publish(verified(silent));
    expect((await welcomesOf(silent))[0]!.body).not.toContain('campaigns');
    const excludedOne = somebody('excluded');
    await graph.publish(accountEvents(graph, excludedOne)[0]!, excluded(graph, excludedOne.userId, null));
    await upToDate(graph);
    await graph.publish(verified(excludedOne));
    expect((await welcomesOf(excludedOne))[0]!.body).not.toContain('campaigns');
    graph.advance(6 * 86_400_000);
    const late = somebody('late');
    await graph.publish(...accountEvents(graph, late));
    // Those for other people are open for a week.
    expect((await welcomesOf(late))[0]!.body).not.toContain('campaigns');
  });

  it('is written once for a person, however often and in however many events the account is verified', async () => {
    const ada = somebody('twice');
    const events = accountEvents(graph, ada);
    await graph.publish(...events, ...events);
    const replica = await graph.replica();
    await graph.publish(...Array.from({ length: 20 }, () => verified(ada)), ...events);
    expect(await welcomesOf(ada)).toHaveLength(1);
    await replica.close();
  });
});
