import { describe, expect, it, jest } from '@jest/globals';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { campaignQuery, campaignScene, change, inDays, seen, support, text, upToDate } from './campaign-scene.ts';

jest.setTimeout(120_000);

const scene = campaignScene();

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing',
    ({ extensions }: { extensions: { code: string; field?: string } }) =>
      `${extensions.code} ${extensions.field ?? ''}`,
  );

describe('a draft', () => {
  it('is changed until it is scheduled', async () => {
    const { id } = await scene.create();
    const changed = await change(scene.graph, 'updateCampaign', {
      campaignId: id,
      name: 'Autumn',
      segment: { countries: ['ke', 'UK'] },
    });
    expect(changed).toMatchObject({ name: 'Autumn', segment: { countries: ['GB', 'KE'] }, texts: [text] });
    await change(scene.graph, 'scheduleCampaign', {
      campaignId: id,
      startsAt: inDays(scene.graph, 1),
      endsAt: inDays(scene.graph, 2),
      idempotencyKey: newId('req'),
    });
    const late = await change(scene.graph, 'updateCampaign', { campaignId: id, name: 'Winter' });
    expect(late).toMatchObject({ __typename: 'CampaignNotDraft', code: 'CAMPAIGN_NOT_DRAFT' });
    expect((await seen(scene.graph, id)).name).toBe('Autumn');
    await change(scene.graph, 'cancelCampaign', { campaignId: id });
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
    expect(await codeOf(scene.create(input))).toBe(`BAD_USER_INPUT ${field}`);
  });

  it.each<[object, string]>([
    [{ perMinute: 60_001 }, '`perMinute` must be a whole number from 1 to 60,000.'],
    [
      { segment: { boughtInCategoryId: 'sto_1' } },
      '`segment.boughtInCategoryId` must be an id that starts with `cat_`.',
    ],
  ])('with %j is refused by the names of its fields', async (input, message) => {
    await expect(scene.create(input)).rejects.toThrow(message);
  });

  it.each<[string, (at: (days: number) => string) => object]>([
    ['ends before it begins', (at) => ({ startsAt: at(3), endsAt: at(2) })],
    ['is over', (at) => ({ endsAt: at(-1) })],
    ['lasts for years', (at) => ({ endsAt: at(400) })],
  ])('does not get a window that %s', async (_, windowOf) => {
    const { id } = await scene.create();
    const window = windowOf((days) => inDays(scene.graph, days));
    const scheduled = change(scene.graph, 'scheduleCampaign', {
      campaignId: id,
      idempotencyKey: newId('req'),
      ...window,
    });
    expect(await codeOf(scheduled)).toBe('BAD_USER_INPUT endsAt');
    expect((await seen(scene.graph, id)).status).toBe('DRAFT');
  });

  it('is created, scheduled and cancelled once by many requests at the same time', async () => {
    const idempotencyKey = newId('req');
    const created = await Promise.all([1, 2, 3, 4].map(() => scene.create({ idempotencyKey })));
    const [id, ...others] = new Set(created.map((each) => each.id));
    expect(others).toEqual([]);
    const window = { startsAt: inDays(scene.graph, 1), endsAt: inDays(scene.graph, 2) };
    const scheduled = await Promise.all(
      [1, 2, 3, 4].map(() =>
        change(scene.graph, 'scheduleCampaign', { campaignId: id, ...window, idempotencyKey: newId('req') }),
      ),
    );
    expect(scheduled.map(({ __typename: name }): string => name).toSorted()).toEqual([
      'Campaign',
      ...Array<string>(3).fill('CampaignNotDraft'),
    ]);
    const both = await Promise.all([
      ...[1, 2, 3].map(() => change(scene.graph, 'cancelCampaign', { campaignId: id })),
      ...[1, 2, 3].map(() => scene.graph.subgraph.runJob('notifications.send-campaigns')),
    ]);
    expect(both.slice(0, 3)).toMatchObject([1, 2, 3].map(() => ({ status: 'CANCELLED' })));
    expect(await seen(scene.graph, id)).toMatchObject({ status: 'CANCELLED', statistics: { recipients: 0 } });
  });
});

describe('a test mail', () => {
  it('goes to the viewer alone, once for each key, and counts nowhere', async () => {
    const [colleague, reader] = [await scene.join('colleague'), await scene.join('reader')];
    await upToDate(scene.graph);
    const as = { as: person(colleague.userId, 'SUPPORT') };
    const { id } = await scene.create({ segment: { locales: [scene.language] } });
    const input = { campaignId: id, idempotencyKey: newId('req') };
    for (const _ of [1, 2])
      expect(await change(scene.graph, 'sendTestOfCampaign', input, as)).toMatchObject({ to: colleague.email });
    await scene.graph.subgraph.runJob('notifications.deliver-email');
    expect((await scene.mailsTo(colleague)).map(({ subject }) => subject)).toEqual(['[Test] Spring sale, Ada']);
    expect(await scene.mailsTo(reader)).toEqual([]);
    expect((await seen(scene.graph, id)).statistics).toMatchObject({ recipients: 0 });
  });
});

describe('campaigns', () => {
  it('are for support alone', async () => {
    const { id } = await scene.create();
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
          scheduleCampaign: { campaignId: id, endsAt: inDays(scene.graph, 1), idempotencyKey: newId('req') },
          sendTestOfCampaign: { campaignId: id, idempotencyKey: newId('req') },
        }[name] ?? { campaignId: id };
        expect([name, await codeOf(change(scene.graph, name, input, { as }))]).toEqual([name, 'FORBIDDEN ']);
      }
      const { errors } = await scene.graph.query(campaignQuery, { id }, { as });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });

  it('are listed newest first, with their numbers, in two statements', async () => {
    const ids = [];
    for (const name of ['One', 'Two', 'Three']) ids.push((await scene.create({ name })).id);
    const list = (first: number) =>
      scene.graph.query(
        'query ($first: Int) { campaigns(first: $first) { nodes { id statistics { sent } } pageInfo { hasNextPage } } }',
        { first },
        support,
      );
    const { result, count } = await scene.graph.statements(() => list(3));
    expect(count).toBe(2);
    expect(result.data['campaigns'].nodes.map((each: { id: string }) => each.id)).toEqual(ids.toReversed());
    expect((await scene.graph.statements(() => list(10))).count).toBe(2);
  });
});
