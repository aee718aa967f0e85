import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import {
  accountEvents,
  agree,
  becomes,
  bought,
  category,
  change,
  erased,
  excluded,
  inDays,
  launch,
  readersOf,
  seen,
  somebody,
  type Somebody,
  support,
  suspended,
  text,
  upToDate,
} from './campaign-scene.ts';
import { type PostOffice, startPostOffice } from './post-office.ts';
import { type Scene, startNotifications } from './start-notifications.ts';

jest.setTimeout(120_000);

let office: PostOffice;
let graph: Scene;

beforeAll(async () => {
  office = await startPostOffice();
  graph = await startNotifications(office.variables);
});

afterAll(async () => {
  await graph.close();
  await office.close();
});

/** People who agreed to campaigns, each of one campaign's segment alone: their language is of this test only. */
let language = '';
let languages = 0;
beforeEach(() => {
  const [first, second] = [Math.floor(languages / 26), languages % 26];
  languages += 1;
  language = `q${String.fromCharCode(97 + first, 97 + second)}`;
});

async function join(name: string, more: Parameters<typeof accountEvents>[2] = {}): Promise<Somebody> {
  const joined = somebody(name);
  await graph.publish(...accountEvents(graph, joined, { locale: language, ...more }));
  await agree(graph, joined);
  return joined;
}

/** The mails of campaigns to a person, without the welcome. */
const mailsTo = async ({ email }: Somebody) =>
  (await office.mailsTo(email)).filter(({ subject }) => !/welcome|willkommen/i.test(subject ?? ''));

const addresses = (...people: Somebody[]): string[] => people.map(({ email }) => email).toSorted();

const create = (input: object = {}) =>
  change(graph, 'createCampaign', { name: 'Spring', texts: [text], idempotencyKey: newId('req'), ...input });

describe('a campaign', () => {
  it('writes to everyone of its segment once, is counted, and is done', async () => {
    const people = [await join('ada'), await join('bob', { firstName: 'Bob <b>' }), await join('eve')];
    await upToDate(graph);
    const id = await launch(graph, { segment: { locales: [language] } });
    const done = await becomes(graph, id, 'DONE');
    expect(done).toMatchObject({
      startedAt: expect.any(String),
      endedAt: expect.any(String),
      statistics: { recipients: 3, queued: 0, sent: 3, failed: 0, opened: 0, clicked: 0, bounced: 0, unsubscribed: 0 },
    });
    expect(await readersOf(graph, id)).toEqual(addresses(...people));
    const [mail, ...others] = await mailsTo(people[1]!);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ subject: 'Spring sale, Bob <b>' });
    expect(mail!.body).toContain('Hello Bob <b>,');
    expect(mail!.html).toContain('Hello Bob &lt;b&gt;,');
  });

  it('reaches those alone who meet every condition', async () => {
    const [parent, child, store] = [newId('cat'), newId('cat'), newId('sto')];
    const [ada, bob, eve] = [await join('ada'), await join('bob', { roles: ['SELLER'] }), await join('eve')];
    await graph.publish(
      category(graph, parent, [parent]),
      category(graph, child, [parent, child]),
      bought(graph, ada.userId, { categoryId: child, storeId: store, country: 'DE' }),
      bought(graph, bob.userId, { categoryId: parent, country: 'KE' }),
      bought(graph, null, { categoryId: parent }),
    );
    await upToDate(graph);
    const reached = async (segment: object): Promise<number> => {
      const { id } = await create({ segment: { locales: [language], ...segment } });
      const { data } = await graph.query('query ($id: ID!) { previewCampaign(id: $id) { audience } }', { id }, support);
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
      since: await reached({ registeredFrom: inDays(graph, -1) }),
      before: await reached({ registeredUntil: inDays(graph, -1) }),
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

  it('never reaches who did not agree, is suspended, excluded, erased, unverified, or gets no mail', async () => {
    const [reader, leaving, gone, playing, resting, bounced] = [
      await join('reader'),
      await join('leaving'),
      await join('gone'),
      await join('playing'),
      await join('resting'),
      await join('bounced'),
    ];
    const silent = somebody('silent');
    const unverified = somebody('unverified');
    await graph.publish(
      ...accountEvents(graph, silent, { locale: language }),
      accountEvents(graph, unverified, { locale: language })[0]!,
      suspended(graph, leaving.userId),
      erased(graph, gone.userId),
      excluded(graph, playing.userId, null),
      excluded(graph, resting.userId, inDays(graph, -1)),
    );
    await agree(graph, unverified);
    await graph.pool.query("INSERT INTO blocked_address VALUES ($1, 'BOUNCE', now())", [bounced.email]);
    await upToDate(graph);
    const id = await launch(graph, { segment: { locales: [language, 'en'], registeredFrom: inDays(graph, -1) } });
    await becomes(graph, id, 'DONE');
    // The exclusion of one has ended.
    expect(
      (await readersOf(graph, id)).filter((each) =>
        addresses(silent, unverified, leaving, gone, playing, bounced).includes(each),
      ),
    ).toEqual([]);
    expect(await readersOf(graph, id)).toEqual(expect.arrayContaining(addresses(reader, resting)));
  });

  it('is in the language of its reader, or else in its first one', async () => {
    const german = { ...text, locale: 'de', subject: 'Frühling, {{firstName}}', body: 'Hallo' };
    const [ada, bob] = [await join('ada', { locale: 'de-AT' }), await join('bob', { roles: ['SELLER'] })];
    await upToDate(graph);
    const id = await launch(graph, { texts: [text, german], segment: { locales: ['de', language] } });
    await becomes(graph, id, 'DONE');
    expect((await mailsTo(ada)).map(({ subject }) => subject)).toEqual(['Frühling, Ada']);
    expect((await mailsTo(bob)).map(({ subject }) => subject)).toEqual(['Spring sale, Ada']);
  });

  it('waits for its window, and sends nothing after it', async () => {
    await join('ada');
    await upToDate(graph);
    const early = await launch(
      graph,
      { segment: { locales: [language] } },
      { startsAt: inDays(graph, 2), endsAt: inDays(graph, 3) },
    );
    await graph.subgraph.runJob('notifications.send-campaigns');
    expect(await seen(graph, early)).toMatchObject({ status: 'SCHEDULED', statistics: { recipients: 0 } });
    graph.advance(4 * 86_400_000);
    expect(await becomes(graph, early, 'DONE')).toMatchObject({ startedAt: null, statistics: { recipients: 0 } });
  });
});

describe('what waits when', () => {
  /** A campaign whose mails wait, because no mail can be sent. */
  async function held(people: number): Promise<{ id: string; readers: Somebody[] }> {
    const readers: Somebody[] = [];
    for (let index = 0; index < people; index += 1) readers.push(await join(`held-${index}`));
    await upToDate(graph);
    for (const { email } of readers) await office.fault({ match: `SMTP DATA ${email}`, status: 451, times: null });
    const id = await launch(graph, { segment: { locales: [language] } });
    await until('every mail waits', async () => {
      await graph.subgraph.runJob('notifications.send-campaigns');
      const { rows } = await graph.pool.query<{ failed: number }>(
        `SELECT count(*)::int AS failed FROM notifications WHERE status = 'FAILED' AND template = 'campaign'
           AND recipient = ANY ($1)`,
        [addresses(...readers)],
      );
      return rows[0]!.failed === people;
    });
    return { id, readers };
  }
  beforeEach(() => office.mend());

  it('a campaign is cancelled is not sent', async () => {
    const { id, readers } = await held(3);
    expect((await seen(graph, id)).status).toBe('SENDING');
    const cancel = () => change(graph, 'cancelCampaign', { campaignId: id });
    expect(await cancel()).toMatchObject({ __typename: 'Campaign', status: 'CANCELLED', endedAt: expect.any(String) });
    expect(await cancel()).toMatchObject({ __typename: 'Campaign', status: 'CANCELLED' });
    await office.mend();
    await graph.pool.query("UPDATE notifications SET due_at = now() WHERE status = 'FAILED'");
    await graph.subgraph.runJob('notifications.deliver-email');
    await graph.subgraph.runJob('notifications.send-campaigns');
    for (const reader of readers) expect(await mailsTo(reader)).toEqual([]);
    expect((await seen(graph, id)).statistics).toMatchObject({ recipients: 3, queued: 0, sent: 0, failed: 3 });
  });

  it.each([
    ['is suspended', suspended],
    ['is erased', erased],
    ['excludes themselves from gaming', (scene: Scene, userId: string) => excluded(scene, userId, null)],
  ])('its reader %s is not sent', async (_, event) => {
    const { id, readers } = await held(1);
    await graph.publish(event(graph, readers[0]!.userId));
    await upToDate(graph);
    await office.mend();
    await graph.pool.query("UPDATE notifications SET due_at = now() WHERE status = 'FAILED'");
    expect(await becomes(graph, id, 'DONE')).toMatchObject({ statistics: { recipients: 1, sent: 0, failed: 1 } });
    expect(await mailsTo(readers[0]!)).toEqual([]);
  });
});
