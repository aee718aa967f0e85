import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { admin, customer, type Market, openMarket, type Outcome, support, type TestSeller } from './market.ts';
import { pictures } from './pictures.ts';
import { wholeUpload } from './send-file.ts';

const dayMs = 86_400_000;

let market: Market;
let app: FastifyInstance;
let folder: string;
let storeId: string;
let seller: TestSeller;
/** Time that has passed for the subgraph beside that of the machine. */
let laterMs = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soko-page-media-'));
  const env = { SOKO_MEDIA_DIR: folder, SOKO_MEDIA_KEY: 'a key for the specs alone' };
  market = await openMarket(env, () => new Date(Date.now() + laterMs));
  app = Fastify();
  await market.subgraph.routes(app);
});
beforeEach(async () => {
  storeId = newId('sto');
  seller = await market.seller('Ada');
  await market.member(storeId, idOf(seller.as), 'ADMIN');
});
afterAll(async () => {
  await app.close();
  await market.close();
  await rm(folder, { recursive: true, force: true });
});

/** A picture that a person has uploaded. */
async function uploadPicture(as: Viewer): Promise<string> {
  const payload = pictures['image/png']!(64, 48);
  const file = { fileName: 'shop.png', mimeType: 'image/png', size: payload.length };
  const { id, url, headers }: Outcome = await market.mutate(as, 'createUpload', file, wholeUpload);
  const { pathname, search } = new URL(url);
  const sent = Object.fromEntries(headers.map(({ name, value }: { name: string; value: string }) => [name, value]));
  const { statusCode } = await app.inject({ method: 'PUT', url: `${pathname}${search}`, headers: sent, payload });
  expect(statusCode).toBe(204);
  return id;
}

const idOf = (viewer: Viewer): string => (viewer.kind === 'user' ? viewer.id : '');

const someone = () => person(newId('usr'), 'CUSTOMER');

async function memberWith(role: string): Promise<Viewer> {
  const viewer = someone();
  await market.member(storeId, idOf(viewer), role);
  return viewer;
}

type Scopes = Extract<Viewer, { kind: 'apiKey' }>['scopes'];

const key = (scopes: Scopes, of = storeId): Viewer => ({ kind: 'apiKey', id: newId('key'), storeId: of, scopes });

const whole = `... on ContentPage { id storeId slug title markdown media { id alt url } status publishedFrom publishedUntil version }
  ... on ContentSlugTaken { slug } ... on ContentLimitReached { limit }`;

const create = (more: object = {}, as: Viewer = seller.as): Promise<Outcome> =>
  market.mutate(
    as,
    'createContent',
    { idempotencyKey: newId('req'), storeId, title: 'About us', markdown: '# We make lamps', ...more },
    whole,
  );

const update = (contentId: string, changes: object, as: Viewer = seller.as): Promise<Outcome> =>
  market.mutate(
    as,
    'updateContent',
    { contentId, ...changes },
    whole.replace('... on ContentLimitReached { limit }', ''),
  );

const onPage = '... on ContentPage { id status publishedFrom publishedUntil version }';

/** A mutation that is never refused: its result takes no `... on UserError`. */
async function send(as: Viewer, mutation: string, input: object, selection = ''): Promise<Outcome> {
  const { data, errors } = await market.query(
    `mutation ($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { __typename ${selection} } }`,
    { input },
    { as },
  );
  return errors === undefined ? data[mutation] : errors[0]!.extensions?.['code'];
}

const publish = (contentId: string, time: object = {}, as: Viewer = seller.as): Promise<Outcome> =>
  send(as, 'publishContent', { contentId, ...time }, onPage);

async function read(slug: string, as?: Viewer): Promise<Outcome> {
  const { data } = await market.query(
    'query ($storeId: ID!, $slug: String!) { content(storeId: $storeId, slug: $slug) { title status markdown } }',
    { storeId, slug },
    as === undefined ? {} : { as },
  );
  return data['content'];
}

async function list(as: Viewer, page: object = {}): Promise<Outcome> {
  const { data, errors } = await market.query(
    `query ($storeId: ID!, $first: Int, $after: String) { contents(storeId: $storeId, first: $first, after: $after) {
       nodes { slug } pageInfo { endCursor hasNextPage } } }`,
    { storeId, ...page },
    { as },
  );
  return errors === undefined ? data['contents'] : errors[0]!.extensions?.['code'];
}

const slugs = async (as: Viewer): Promise<Outcome> => {
  const found = await list(as);
  return typeof found === 'string' ? found : found.nodes.map(({ slug }: { slug: string }) => slug);
};

const later = (days: number): string => new Date(Date.now() + laterMs + days * dayMs).toISOString();

describe('a page of a store', () => {
  it('is read by all users within its time, and by the team always', async () => {
    const { id, slug, status } = await create();
    expect([slug, status]).toEqual(['about-us', 'DRAFT']);
    const team = [seller.as, await memberWith('SUPPORT'), key(['content:read']), support];
    const others = [
      undefined,
      customer,
      await memberWith('GUEST'),
      key(['products:write']),
      key(['content:write'], newId('sto')),
    ];
    const readers = () => Promise.all([...team, ...others].map(async (as) => (await read(slug, as)) !== null));
    const hidden = [...team.map(() => true), ...others.map(() => false)];
    expect(await readers()).toEqual(hidden);
    expect((await publish(id, { from: later(1), until: later(3) })).status).toBe('SCHEDULED');
    expect(await readers()).toEqual(hidden);
    laterMs += dayMs;
    expect(await readers()).toEqual(hidden.map(() => true));
    expect(await read(slug)).toEqual({ title: 'About us', status: 'PUBLISHED', markdown: '# We make lamps' });
    laterMs += 2 * dayMs;
    expect(await readers()).toEqual(hidden);
    expect((await read(slug, seller.as)).status).toBe('ENDED');
    expect(await publish(id)).toMatchObject({ status: 'PUBLISHED', publishedUntil: null });
    expect(await readers()).toEqual(hidden.map(() => true));
    expect(await send(support, 'unpublishContent', { contentId: id }, onPage)).toMatchObject({
      status: 'DRAFT',
      publishedFrom: null,
    });
    expect(await readers()).toEqual(hidden);
  });

  it('is written by administrators and members of the store, and by its keys that may', async () => {
    const editors = [seller.as, await memberWith('MEMBER'), key(['content:write']), admin];
    for (const [index, as] of editors.entries()) {
      const { id } = await create({ title: `Page ${index}` }, as);
      expect((await update(id, { title: 'News' }, as)).title).toBe('News');
      expect((await publish(id, {}, as)).status).toBe('PUBLISHED');
    }
    const { id: contentId } = await create();
    const input = { idempotencyKey: newId('req'), storeId, title: 'Mine', markdown: '' };
    for (const as of [await memberWith('SUPPORT'), key(['content:read']), support]) {
      expect(await send(as, 'createContent', input)).toBe('FORBIDDEN');
      for (const mutation of ['updateContent', 'publishContent', 'deleteContent'])
        expect(await send(as, mutation, { contentId })).toBe('FORBIDDEN');
    }
    for (const as of [someone(), await memberWith('GUEST'), key(['content:write'], newId('sto'))]) {
      expect(await send(as, 'createContent', input)).toBe('FORBIDDEN');
      for (const mutation of ['updateContent', 'publishContent', 'unpublishContent', 'deleteContent'])
        expect(await send(as, mutation, { contentId })).toBe('NOT_FOUND');
    }
    expect(await send(admin, 'createContent', { ...input, storeId: newId('sto') })).toBe('NOT_FOUND');
  });

  it('is listed for the team, newest first', async () => {
    for (const title of ['One', 'Two', 'Three']) await create({ title });
    expect(await slugs(seller.as)).toEqual(['three', 'two', 'one']);
    for (const as of [await memberWith('SUPPORT'), key(['content:read']), support])
      expect(await slugs(as)).toHaveLength(3);
    for (const as of [customer, await memberWith('GUEST'), key(['content:read'], newId('sto')), key(['products:read'])])
      expect(await slugs(as)).toBe('FORBIDDEN');
    const { nodes, pageInfo } = await list(seller.as, { first: 2 });
    expect(nodes).toHaveLength(2);
    const rest = await list(seller.as, { first: 2, after: pageInfo.endCursor });
    expect(rest).toMatchObject({ nodes: [{ slug: 'one' }], pageInfo: { hasNextPage: false } });
  });

  it('is created once for a key, and has a slug of its own in the store', async () => {
    const idempotencyKey = newId('req');
    const [one, repeat] = await Promise.all([create({ idempotencyKey }), create({ idempotencyKey })]);
    expect(repeat).toEqual(one);
    expect(await create()).toMatchObject({ code: 'CONTENT_SLUG_TAKEN', slug: 'about-us' });
    const { id } = await create({ slug: 'news' });
    expect(await update(id, { slug: 'about-us' })).toMatchObject({ code: 'CONTENT_SLUG_TAKEN', slug: 'about-us' });
    expect(
      await send(seller.as, 'deleteContent', { contentId: one.id }, '... on ContentDeleted { contentId }'),
    ).toMatchObject({ contentId: one.id });
    expect((await update(id, { slug: 'about-us' })).slug).toBe('about-us');
    expect(await send(seller.as, 'deleteContent', { contentId: one.id })).toBe('NOT_FOUND');
  });

  it('says in events who changed what, and nothing of a change of nothing', async () => {
    const { id } = await create();
    await update(id, { title: 'About us', markdown: 'We make lamps' });
    expect((await update(id, { title: 'About us' })).version).toBe(2);
    expect(await send(seller.as, 'updateContent', { contentId: id, title: 'Late', expectedVersion: 1 })).toBe(
      'CONFLICT',
    );
    await publish(id, { until: later(1) });
    await send(support, 'unpublishContent', { contentId: id }, onPage);
    await send(support, 'unpublishContent', { contentId: id }, onPage);
    await send(seller.as, 'deleteContent', { contentId: id });
    const events = await market.eventsOf(id);
    expect(events.map(({ type, sequence }) => [type, sequence])).toEqual([
      ['products.content.created', 1],
      ['products.content.updated', 2],
      ['products.content.published', 3],
      ['products.content.unpublished', 4],
      ['products.content.deleted', 5],
    ]);
    expect(events[1]!.data).toMatchObject({ changed: ['markdown'], page: { storeId, slug: 'about-us' } });
    expect(events[3]!.actor).toMatchObject({ kind: 'user', id: idOf(support) });
    expect(JSON.stringify(events)).not.toContain('lamps');
  });

  it('shows pictures of uploads of the one who writes it', async () => {
    const [front, back] = [await uploadPicture(seller.as), await uploadPicture(seller.as)];
    const { id, media } = await create({ media: [{ uploadId: front, alt: 'Our shop' }, { uploadId: back }] });
    expect(media).toMatchObject([{ alt: 'Our shop' }, { alt: '' }]);
    const reordered = [{ mediaId: media[1].id, alt: 'The yard' }, { mediaId: media[0].id }];
    const updated = await update(id, { media: reordered });
    expect(updated.media).toEqual([
      { ...media[1], alt: 'The yard' },
      { ...media[0], alt: 'Our shop' },
    ]);
    expect((await update(id, { media: [] })).media).toEqual([]);
    const other = await market.seller('Bob');
    await market.member(storeId, idOf(other.as), 'MEMBER');
    for (const wrong of [{ uploadId: front }, { mediaId: media[0].id }, {}, { uploadId: front, mediaId: media[0].id }])
      expect(await send(other.as, 'updateContent', { contentId: id, media: [wrong] })).toBe('BAD_USER_INPUT');
  });

  it('is one of 500 at most, also when two are created at once', async () => {
    await market.pool.query(
      `INSERT INTO content_page (id, store_id, slug, title, markdown, media, created_at, updated_at)
       SELECT 'cpt_' || n || $1, $1, 'page-' || n, 'Page', '', '[]', now(), now() FROM generate_series(1, 499) n`,
      [storeId],
    );
    const made = await Promise.all(['one', 'two', 'three'].map((slug) => create({ slug })));
    expect(made.filter(({ status }) => status === 'DRAFT')).toHaveLength(1);
    expect(made.filter(({ code, limit }) => code === 'CONTENT_LIMIT_REACHED' && limit === 500)).toHaveLength(2);

    // All texts at once would be too much for the memory of the process.
    const texts = async (...lists: string[]): Promise<Outcome> => {
      const fields = lists.map((one, index) => `l${index}: contents(storeId: $id, ${one}) { nodes { slug markdown } }`);
      return market.query(`query ($id: ID!) { ${fields.join(' ')} }`, { id: storeId }, { as: seller.as });
    };
    const { data } = await texts('first: 100', 'first: 100');
    const written = data.l1.nodes.filter(({ markdown }: { markdown: string }) => markdown === '# We make lamps');
    expect([data.l0.nodes.length, written.length]).toEqual([100, 1]);
    const { errors } = await texts('first: 100', 'last: 1');
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['no title', 'createContent', { title: ' ' }],
    ['a title of signs without a slug', 'createContent', { title: '!!!' }],
    ['a slug with spaces', 'createContent', { slug: 'about us' }],
    ['a text that is too long', 'createContent', { markdown: 'x'.repeat(50_001) }],
    ['null as text', 'updateContent', { markdown: null }],
    ['an end that is over', 'publishContent', { until: '2020-01-01T00:00:00Z' }],
    ['an end before its beginning', 'publishContent', { from: later(9), until: later(8) }],
  ])('is refused with %s', async (_name, mutation, wrong) => {
    const { id: contentId } = await create();
    const sound = { idempotencyKey: newId('req'), storeId, title: 'News', markdown: '' };
    expect(
      await send(seller.as, mutation, mutation === 'createContent' ? { ...sound, ...wrong } : { contentId, ...wrong }),
    ).toBe('BAD_USER_INPUT');
  });
});
