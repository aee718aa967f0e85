import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import {
  accountEvents,
  agree,
  campaignQuery,
  change,
  inDays,
  seen,
  somebody,
  type Somebody,
  support,
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

const create = (input: object = {}) =>
  change(graph, 'createCampaign', { name: 'Spring', texts: [text], idempotencyKey: newId('req'), ...input });

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing',
    ({ extensions }: { extensions: { code: string; field?: string } }) =>
      `${extensions.code} ${extensions.field ?? ''}`,
  );

describe('a draft', () => {
  it('is changed until it is scheduled', async () => {
    const { id } = await create();
    const changed = await change(graph, 'updateCampaign', {
      campaignId: id,
      name: 'Autumn',
      segment: { countries: ['ke', 'UK'] },
    });
    expect(changed).toMatchObject({ name: 'Autumn', segment: { countries: ['GB', 'KE'] }, texts: [text] });
    await change(graph, 'scheduleCampaign', {
      campaignId: id,
      startsAt: inDays(graph, 1),
      endsAt: inDays(graph, 2),
      idempotencyKey: newId('req'),
    });
    const late = await change(graph, 'updateCampaign', { campaignId: id, name: 'Winter' });
    expect(late).toMatchObject({ __typename: 'CampaignNotDraft', code: 'CAMPAIGN_NOT_DRAFT' });
    expect((await seen(graph, id)).name).toBe('Autumn');
    await change(graph, 'cancelCampaign', { campaignId: id });
  });

  it.each<[string, object, string]>([
    ['an unknown variable', { texts: [{ ...text, body: 'Hello {{name}}' }] }, 'texts.0.body'],
    ['a variable that does not end', { texts: [{ ...text, subject: 'Hello {{firstName' }] }, 'texts.0.subject'],
    ['a variable in the title', { texts: [{ ...text, title: '{{firstName}}' }] }, 'texts.0.title'],
    [
      'a second line in the subject',
      { texts: [{ ...text, subject: 'Sale\r\nBcc: all@example.org' }] },
      'texts.0.subject',
    ],
    ['a control character', { texts: [{ ...text, body: 'Sale\u0000' }] }, 'texts.0.body'],
    [
      'a link that runs a script',
      { texts: [{ ...text, links: [{ label: 'x', url: 'javascript:alert(1)' }] }] },
      'texts.0.links.0.url',
    ],
    ['two texts of one language', { texts: [text, text] }, 'texts.1.locale'],
    ['no text', { texts: [] }, 'texts'],
    ['no language', { texts: [{ ...text, locale: '../en' }] }, 'texts.0.locale'],
    ['no country', { segment: { countries: ['XX'] } }, 'segment.countries.0'],
    ['an id of another kind', { segment: { customersOfStoreId: newId('cat') } }, 'segment.customersOfStoreId'],
    [
      'times in the wrong order',
      { segment: { registeredFrom: '2026-03-02T00:00:00Z', registeredUntil: '2026-03-01T00:00:00Z' } },
      'segment.registeredUntil',
    ],
    ['a pace of nothing', { perMinute: 0 }, 'perMinute'],
  ])('with %s is refused', async (_, input, field) => {
    expect(await codeOf(create(input))).toBe(`BAD_USER_INPUT ${field}`);
  });

  it.each<[string, (at: (days: number) => string) => object]>([
    ['ends before it begins', (at) => ({ startsAt: at(3), endsAt: at(2) })],
    ['is over', (at) => ({ endsAt: at(-1) })],
    ['lasts for years', (at) => ({ endsAt: at(400) })],
  ])('does not get a window that %s', async (_, windowOf) => {
    const { id } = await create();
    const window = windowOf((days) => inDays(graph, days));
    const scheduled = change(graph, 'scheduleCampaign', { campaignId: id, idempotencyKey: newId('req'), ...window });
    expect(await codeOf(scheduled)).toBe('BAD_USER_INPUT endsAt');
    expect((await seen(graph, id)).status).toBe('DRAFT');
  });

  it('is created, scheduled and cancelled once by many requests at the same time', async () => {
    const idempotencyKey = newId('req');
    const created = await Promise.all([1, 2, 3, 4].map(() => create({ idempotencyKey })));
    const [id, ...others] = new Set(created.map((each) => each.id));
    expect(others).toEqual([]);
    const window = { startsAt: inDays(graph, 1), endsAt: inDays(graph, 2) };
    const scheduled = await Promise.all(
      [1, 2, 3, 4].map(() =>
        change(graph, 'scheduleCampaign', { campaignId: id, ...window, idempotencyKey: newId('req') }),
      ),
    );
    expect(scheduled.map(({ __typename: name }): string => name).toSorted()).toEqual([
      'Campaign',
      ...Array<string>(3).fill('CampaignNotDraft'),
    ]);
    const both = await Promise.all([
      ...[1, 2, 3].map(() => change(graph, 'cancelCampaign', { campaignId: id })),
      ...[1, 2, 3].map(() => graph.subgraph.runJob('notifications.send-campaigns')),
    ]);
    expect(both.slice(0, 3)).toMatchObject([1, 2, 3].map(() => ({ status: 'CANCELLED' })));
    expect(await seen(graph, id)).toMatchObject({ status: 'CANCELLED', statistics: { recipients: 0 } });
  });
});

describe('a test mail', () => {
  it('goes to the viewer alone, once for each key, and counts nowhere', async () => {
    const [colleague, reader] = [await join('colleague'), await join('reader')];
    await upToDate(graph);
    const as = { as: person(colleague.userId, 'SUPPORT') };
    const { id } = await create({ segment: { locales: [language] } });
    const input = { campaignId: id, idempotencyKey: newId('req') };
    for (const _ of [1, 2])
      expect(await change(graph, 'sendTestOfCampaign', input, as)).toMatchObject({ to: colleague.email });
    await graph.subgraph.runJob('notifications.deliver-email');
    expect((await mailsTo(colleague)).map(({ subject }) => subject)).toEqual(['[Test] Spring sale, Ada']);
    expect(await mailsTo(reader)).toEqual([]);
    expect((await seen(graph, id)).statistics).toMatchObject({ recipients: 0 });
  });
});

describe('campaigns', () => {
  it('are for support alone', async () => {
    const { id } = await create();
    for (const as of [person(newId('usr'), 'CUSTOMER'), person(newId('usr'), 'SELLER', 'TRADER')]) {
      for (const name of [
        'createCampaign',
        'updateCampaign',
        'scheduleCampaign',
        'cancelCampaign',
        'sendTestOfCampaign',
      ]) {
        const input = {
          createCampaign: { name: 'x', texts: [text], idempotencyKey: newId('req') },
          scheduleCampaign: { campaignId: id, endsAt: inDays(graph, 1), idempotencyKey: newId('req') },
          sendTestOfCampaign: { campaignId: id, idempotencyKey: newId('req') },
        }[name] ?? { campaignId: id };
        expect([name, await codeOf(change(graph, name, input, { as }))]).toEqual([name, 'FORBIDDEN ']);
      }
      const { errors } = await graph.query(campaignQuery, { id }, { as });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });

  it('are listed newest first, with their numbers, in two statements', async () => {
    const ids = [];
    for (const name of ['One', 'Two', 'Three']) ids.push((await create({ name })).id);
    const list = (first: number) =>
      graph.query(
        'query ($first: Int) { campaigns(first: $first) { nodes { id statistics { sent } } pageInfo { hasNextPage } } }',
        { first },
        support,
      );
    const { result, count } = await graph.statements(() => list(3));
    expect(count).toBe(2);
    expect(result.data['campaigns'].nodes.map((each: { id: string }) => each.id)).toEqual(ids.toReversed());
    expect((await graph.statements(() => list(10))).count).toBe(2);
  });
});
