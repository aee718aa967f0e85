import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import {
  accountEvents,
  agree,
  becomes,
  bought,
  campaignScene,
  category,
  change,
  erased,
  excluded,
  inDays,
  launch,
  lives,
  readersOf,
  seen,
  somebody,
  type Somebody,
  support,
  suspended,
  text,
  upToDate,
} from './campaign-scene.ts';
import type { Scene } from './start-notifications.ts';

jest.setTimeout(120_000);

const scene = campaignScene();

const addresses = (...people: Somebody[]): string[] => people.map(({ email }) => email).toSorted();

describe('a campaign', () => {
  it('writes to everyone of its segment once, is counted, and is done', async () => {
    const people = [
      await scene.join('ada'),
      await scene.join('bob', { firstName: 'Bob <b>' }),
      await scene.join('eve'),
    ];
    await upToDate(scene.graph);
    const id = await launch(scene.graph, { segment: { locales: [scene.language] } });
    const done = await becomes(scene.graph, id, 'DONE');
    expect(done).toMatchObject({
      startedAt: expect.any(String),
      endedAt: expect.any(String),
      statistics: { recipients: 3, queued: 0, sent: 3, failed: 0, opened: 0, clicked: 0, bounced: 0, unsubscribed: 0 },
    });
    expect(await readersOf(scene.graph, id)).toEqual(addresses(...people));
    const [mail, ...others] = await scene.mailsTo(people[1]!);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ subject: 'Spring sale, Bob <b>' });
    expect(mail!.body).toContain('Hello Bob <b>,');
    expect(mail!.html).toContain('Hello Bob &lt;b&gt;,');
  });

  it('reaches those alone who meet every condition', async () => {
    const [parent, child, store] = [newId('cat'), newId('cat'), newId('sto')];
    const [ada, bob, eve] = [
      await scene.join('ada'),
      await scene.join('bob', { roles: ['SELLER'] }),
      await scene.join('eve'),
    ];
    await scene.graph.publish(
      category(scene.graph, parent, [parent]),
      category(scene.graph, child, [parent, child]),
      bought(scene.graph, ada.userId, { categoryId: child, storeId: store, country: 'DE' }),
      bought(scene.graph, bob.userId, { categoryId: parent, country: 'KE' }),
      bought(scene.graph, null, { categoryId: parent }),
    );
    await upToDate(scene.graph);
    const reached = async (segment: object): Promise<number> => {
      const { id } = await scene.create({ segment: { locales: [scene.language], ...segment } });
      const { data } = await scene.graph.query(
        'query ($id: ID!) { previewCampaign(id: $id) { audience } }',
        { id },
        support,
      );
      return data['previewCampaign'].audience;
    };
    expect({
      all: await reached({}),
      sellers: await reached({ roles: ['SELLER'] }),
      either: await reached({ roles: ['SELLER', 'CUSTOMER'] }),
      germany: await reached({ countries: ['DE'] }),
      category: await reached({ boughtInCategoryId: parent }),
      below: await reached({ boughtInCategoryId: child }),
      elsewhere: await reached({ boughtInCategoryId: newId('cat') }),
      store: await reached({ customersOfStoreId: store }),
      otherStore: await reached({ customersOfStoreId: newId('sto') }),
      since: await reached({ registeredFrom: inDays(scene.graph, -1) }),
      before: await reached({ registeredUntil: inDays(scene.graph, -1) }),
      both: await reached({ boughtInCategoryId: parent, countries: ['KE'] }),
    }).toEqual({
      all: 3,
      sellers: 1,
      either: 3,
      germany: 1,
      category: 2,
      below: 1,
      elsewhere: 0,
      store: 1,
      otherStore: 0,
      since: 3,
      before: 0,
      both: 1,
    });
    expect(eve.userId).not.toBe(ada.userId);
  });

  it('knows the country of people by their default address, or else by their latest order', async () => {
    const [ada, bob, eve, joe] = [
      await scene.join('ada'),
      await scene.join('bob'),
      await scene.join('eve'),
      await scene.join('joe'),
    ];
    await scene.graph.publish(
      lives(scene.graph, ada.userId, 'DE'),
      bought(scene.graph, bob.userId, { country: 'DE' }),
      bought(scene.graph, eve.userId, { country: 'DE' }),
      lives(scene.graph, eve.userId, 'KE', 5),
      lives(scene.graph, eve.userId, 'DE', 4),
      lives(scene.graph, joe.userId, 'DE'),
      lives(scene.graph, joe.userId, null, 4),
    );
    await upToDate(scene.graph);
    const reached = async (country: string): Promise<string[]> => {
      const id = await launch(scene.graph, { segment: { locales: [scene.language], countries: [country] } });
      await becomes(scene.graph, id, 'DONE');
      return readersOf(scene.graph, id);
    };
    expect(await reached('DE')).toEqual(addresses(ada, bob));
    expect(await reached('KE')).toEqual(addresses(eve));
    await scene.graph.publish(erased(scene.graph, ada.userId), lives(scene.graph, ada.userId, 'DE', 5));
    await upToDate(scene.graph);
    const { rows } = await scene.graph.pool.query(
      'SELECT home_country, country FROM audience_member WHERE user_id = $1',
      [ada.userId],
    );
    expect(rows).toEqual([{ home_country: null, country: null }]);
  });

  it('never reaches who did not agree, is suspended, excluded, erased, unverified, or gets no mail', async () => {
    const [reader, leaving, gone, playing, resting, bounced] = [
      await scene.join('reader'),
      await scene.join('leaving'),
      await scene.join('gone'),
      await scene.join('playing'),
      await scene.join('resting'),
      await scene.join('bounced'),
    ];
    const silent = somebody('silent');
    const unverified = somebody('unverified');
    await scene.graph.publish(
      ...accountEvents(scene.graph, silent, { locale: scene.language }),
      accountEvents(scene.graph, unverified, { locale: scene.language })[0]!,
      suspended(scene.graph, leaving.userId),
      erased(scene.graph, gone.userId),
      excluded(scene.graph, playing.userId, null),
      excluded(scene.graph, resting.userId, inDays(scene.graph, -1)),
    );
    await agree(scene.graph, unverified);
    await scene.graph.pool.query("INSERT INTO blocked_address VALUES ($1, 'BOUNCE', now())", [bounced.email]);
    await upToDate(scene.graph);
    const id = await launch(scene.graph, {
      segment: { locales: [scene.language, 'en'], registeredFrom: inDays(scene.graph, -1) },
    });
    await becomes(scene.graph, id, 'DONE');
    // The exclusion of one has ended.
    expect(
      (await readersOf(scene.graph, id)).filter((each) =>
        addresses(silent, unverified, leaving, gone, playing, bounced).includes(each),
      ),
    ).toEqual([]);
    expect(await readersOf(scene.graph, id)).toEqual(expect.arrayContaining(addresses(reader, resting)));
  });

  it('is in the language of its reader, or else in its first one', async () => {
    const german = { ...text, locale: 'de', subject: 'Frühling, {{firstName}}', body: 'Hallo' };
    const [ada, bob] = [await scene.join('ada', { locale: 'de-AT' }), await scene.join('bob', { roles: ['SELLER'] })];
    await upToDate(scene.graph);
    const id = await launch(scene.graph, { texts: [text, german], segment: { locales: ['de', scene.language] } });
    await becomes(scene.graph, id, 'DONE');
    expect((await scene.mailsTo(ada)).map(({ subject }) => subject)).toEqual(['Frühling, Ada']);
    expect((await scene.mailsTo(bob)).map(({ subject }) => subject)).toEqual(['Spring sale, Ada']);
  });

  it('waits for its window, and sends nothing after it', async () => {
    await scene.join('ada');
    await upToDate(scene.graph);
    const early = await launch(
      scene.graph,
      { segment: { locales: [scene.language] } },
      { startsAt: inDays(scene.graph, 2), endsAt: inDays(scene.graph, 3) },
    );
    await scene.graph.subgraph.runJob('notifications.send-campaigns');
    expect(await seen(scene.graph, early)).toMatchObject({ status: 'SCHEDULED', statistics: { recipients: 0 } });
    scene.graph.advance(4 * 86_400_000);
    expect(await becomes(scene.graph, early, 'DONE')).toMatchObject({ startedAt: null, statistics: { recipients: 0 } });
  });
});

describe('what waits when', () => {
  /** A campaign whose mails wait, because no mail can be sent. */
  async function held(people: number): Promise<{ id: string; readers: Somebody[] }> {
    const readers: Somebody[] = [];
    for (let index = 0; index < people; index += 1) readers.push(await scene.join(`held-${index}`));
    await upToDate(scene.graph);
    for (const { email } of readers)
      await scene.office.fault({ match: `SMTP DATA ${email}`, status: 451, times: null });
    const id = await launch(scene.graph, { segment: { locales: [scene.language] } });
    await until('every mail waits', async () => {
      await scene.graph.subgraph.runJob('notifications.send-campaigns');
      const { rows } = await scene.graph.pool.query<{ failed: number }>(
        `SELECT count(*)::int AS failed FROM notifications WHERE status = 'FAILED' AND template = 'campaign'
           AND recipient = ANY ($1)`,
        [addresses(...readers)],
      );
      return rows[0]!.failed === people;
    });
    return { id, readers };
  }
  beforeEach(() => scene.office.mend());

  it('a campaign is cancelled is not sent', async () => {
    const { id, readers } = await held(3);
    expect((await seen(scene.graph, id)).status).toBe('SENDING');
    const cancel = () => change(scene.graph, 'cancelCampaign', { campaignId: id });
    expect(await cancel()).toMatchObject({ __typename: 'Campaign', status: 'CANCELLED', endedAt: expect.any(String) });
    expect(await cancel()).toMatchObject({ __typename: 'Campaign', status: 'CANCELLED' });
    await scene.office.mend();
    await scene.graph.pool.query("UPDATE notifications SET due_at = now() WHERE status = 'FAILED'");
    await scene.graph.subgraph.runJob('notifications.deliver-email');
    await scene.graph.subgraph.runJob('notifications.send-campaigns');
    for (const reader of readers) expect(await scene.mailsTo(reader)).toEqual([]);
    expect((await seen(scene.graph, id)).statistics).toMatchObject({ recipients: 3, queued: 0, sent: 0, failed: 3 });
  });

  it.each([
    ['is suspended', suspended],
    ['is erased', erased],
    ['excludes themselves from gaming', (of: Scene, userId: string) => excluded(of, userId, null)],
  ])('its reader %s is not sent', async (_, event) => {
    const { id, readers } = await held(1);
    await scene.graph.publish(event(scene.graph, readers[0]!.userId));
    await upToDate(scene.graph);
    await scene.office.mend();
    await scene.graph.pool.query("UPDATE notifications SET due_at = now() WHERE status = 'FAILED'");
    expect(await becomes(scene.graph, id, 'DONE')).toMatchObject({ statistics: { recipients: 1, sent: 0, failed: 1 } });
    expect(await scene.mailsTo(readers[0]!)).toEqual([]);
  });
});
