import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { PrismaClient } from '../../generated/prisma/client.ts';
import { readPersonalData } from '../../store/personal-data.ts';
import { kindsOf, mistake } from '../ask.ts';
import { admin, join, password, support } from '../people.ts';
import { startUsers, type UsersGraph } from '../start-users.ts';
import { teamsOf } from '../teams.ts';

const fields = `... on Contact { id email name tags source orders lastOrderedAt spent { amount } user { id }
  notes { text author { id } } }`;
const orLimit = `${fields} ... on AccountLimitReached { limit }`;

let graph: UsersGraph;
let founder: Viewer;
let colleague: Viewer;
let memberId: string;
let storeId: string;

const { change, team } = teamsOf(() => graph);

beforeAll(async () => {
  graph = await startUsers();
  const made = await team('contacts');
  [founder, colleague, memberId, storeId] = [made.founder.viewer, made.colleague.viewer, made.member.id, made.store.id];
});

afterAll(() => graph.close());

const add = (email: string, more: object = {}, as = colleague) =>
  change('addContact', { storeId, email, ...more }, as, fields);

const list = async (args: string, as: Viewer = colleague, store = storeId) => {
  const { data, errors } = await graph.query(
    `query ($storeId: ID!) { contacts(storeId: $storeId, ${args}) {
      nodes { id email } edges { cursor } pageInfo { hasNextPage } } }`,
    { storeId: store },
    { as },
  );
  if (errors) throw Object.assign(new Error(errors[0]?.message), { extensions: errors[0]?.extensions });
  return data['contacts'];
};

const one = async (id: string, as: Viewer) => {
  const { data, errors } = await graph.query('query ($id: ID!) { contact(id: $id) { id } }', { id }, { as });
  return errors ? errors[0]?.extensions?.['code'] : (data['contact']?.id ?? null);
};

const key = (scopes: readonly string[], of = storeId) =>
  ({ kind: 'apiKey', id: newId('key'), storeId: of, scopes }) as unknown as Viewer;

describe('contacts', () => {
  it('are written down once for each address, and gather tags and a name', async () => {
    const first = await add('Ada@Example.com', { tags: ['VIP', 'early bird'] });
    expect(first).toMatchObject({
      email: 'ada@example.com',
      name: null,
      tags: ['early bird', 'vip'],
      source: 'MANUAL',
    });
    expect(first).toMatchObject({ orders: 0, lastOrderedAt: null, spent: [], user: null, notes: [] });
    const again = await Promise.all([
      add('ada@example.com', { name: 'Ada' }),
      add('ada@example.com', { tags: ['new'] }),
    ]);
    expect(again.map(({ id }) => id)).toEqual([first.id, first.id]);
    expect(await add('ada@example.com')).toMatchObject({ name: 'Ada', tags: ['early bird', 'new', 'vip'] });
  });

  it('are tagged, untagged and noted', async () => {
    const { id: contactId } = await add('grace@example.com', { tags: ['a', 'b'] });
    expect(await change('tagContact', { contactId, tags: ['C'] }, founder, fields)).toMatchObject({
      tags: ['a', 'b', 'c'],
    });
    expect(await change('untagContact', { contactId, tags: ['B', 'x'] }, founder, fields)).toMatchObject({
      tags: ['a', 'c'],
    });
    const tooMany = Array.from({ length: 29 }, (_, index) => `t${index}`);
    expect(await change('tagContact', { contactId, tags: tooMany }, founder, orLimit)).toMatchObject({ limit: 30 });
    await change('addNote', { contactId, text: 'Likes oak.' }, founder, fields);
    const noted = await change('addNote', { contactId, text: 'Called.' }, key(['contacts:write']), fields);
    expect(noted.notes).toEqual([
      { text: 'Called.', author: null },
      { text: 'Likes oak.', author: { id: (founder as { id: string }).id } },
    ]);
    await expect(change('tagContact', { contactId, tags: ['-'] }, founder)).rejects.toEqual(
      mistake('BAD_USER_INPUT', 'tags.0'),
    );
  });

  it('are listed by page, order and filter', async () => {
    const made = [];
    for (const name of ['p1', 'p2', 'p3']) made.push(await add(`${name}@pages.example`, { tags: ['paged'] }));
    const newest = await list('first: 2, filter: { query: "tag:paged" }');
    expect(newest.nodes.map(({ email }: { email: string }) => email)).toEqual(['p3@pages.example', 'p2@pages.example']);
    expect(newest.pageInfo.hasNextPage).toBe(true);
    const after = newest.edges[1].cursor;
    expect((await list(`first: 2, after: "${after}", filter: { query: "tag:paged" }`)).nodes).toEqual([
      { id: made[0].id, email: 'p1@pages.example' },
    ]);
    await change('tagContact', { contactId: made[0].id, tags: ['touched'] }, founder);
    const active = await list('first: 1, orderBy: RECENTLY_ACTIVE, filter: { search: "@PAGES." }');
    expect(active.nodes).toEqual([{ id: made[0].id, email: 'p1@pages.example' }]);
    const most = await list('first: 1, orderBy: MOST_ORDERS, filter: { search: "@pages." }');
    const rest = await list(`orderBy: MOST_ORDERS, after: "${most.edges[0].cursor}", filter: { search: "@pages." }`);
    expect([...most.nodes, ...rest.nodes]).toHaveLength(3);
    expect((await list('filter: { search: "%" }')).nodes).toEqual([]);
    await expect(list('filter: { query: "tag" }')).rejects.toEqual(mistake('BAD_USER_INPUT', 'filter.query'));
    await expect(list(`after: "${after}", orderBy: MOST_ORDERS`)).rejects.toEqual(mistake('BAD_USER_INPUT', 'after'));
  });

  it('cost the same statements however many there are', async () => {
    const read = (first: number) =>
      graph.statements(() =>
        graph.query(
          `query ($storeId: ID!, $first: Int) { contacts(storeId: $storeId, first: $first) {
            nodes { spent { amount } user { id } notes { author { id } } } } }`,
          { storeId, first },
          { as: founder },
        ),
      );
    // The fourth newest is the one with notes.
    const few = await read(4);
    expect((await read(5)).count).toBe(few.count);
  });

  it('are seen by the team and by support, and changed by its members', async () => {
    const { id } = await add('closed@example.com');
    const stranger = await join(graph, 'contacts-stranger@example.com');
    const reads = [founder, colleague, support, admin, key(['contacts:read']), key(['contacts:write'])];
    for (const as of reads) expect(await one(id, as)).toBe(id);
    for (const as of [stranger.viewer, key(['contacts:read'], newId('sto'))]) {
      expect(await one(id, as)).toBeNull();
      await expect(list('first: 1', as)).rejects.toEqual(mistake('FORBIDDEN'));
      await expect(list('first: 1', as, newId('sto'))).rejects.toEqual(mistake('FORBIDDEN'));
    }
    expect(await one(id, key(['products:write']))).toBe('FORBIDDEN');
    expect(await one(id, { kind: 'anonymous' })).toBe('UNAUTHENTICATED');
    const tag = (as: Viewer) => change('tagContact', { contactId: id, tags: ['x'] }, as);
    await expect(tag(stranger.viewer)).rejects.toEqual(mistake('NOT_FOUND'));
    await expect(tag(key(['contacts:read']))).rejects.toEqual(mistake('FORBIDDEN'));
    await change('setStoreMemberRole', { storeMemberId: memberId, role: 'SUPPORT' }, founder);
    expect(await one(id, colleague)).toBe(id);
    await expect(tag(colleague)).rejects.toEqual(mistake('FORBIDDEN'));
    await expect(add('no@example.com')).rejects.toEqual(mistake('FORBIDDEN'));
    await change('setStoreMemberRole', { storeMemberId: memberId, role: 'GUEST' }, founder);
    expect(await one(id, colleague)).toBeNull();
    await change('setStoreMemberRole', { storeMemberId: memberId, role: 'MEMBER' }, founder);
  });

  it('are deleted with their notes, once', async () => {
    const { id: contactId } = await add('leaving@example.com');
    await change('addNote', { contactId, text: 'Moves away.' }, founder);
    expect(await change('deleteContact', { contactId }, founder, '... on ContactDeleted { id }')).toMatchObject({
      id: contactId,
    });
    await expect(change('deleteContact', { contactId }, founder)).rejects.toEqual(mistake('NOT_FOUND'));
    const { rows } = await graph.pool.query('SELECT 1 FROM contact_notes WHERE contact_id = $1', [contactId]);
    expect(rows).toEqual([]);
  });

  it('are in the copy of the person’s data, and are forgotten with the account', async () => {
    const person = await join(graph, 'erased-contact@example.com');
    const { id: contactId } = await add(person.email, { name: 'Someone', tags: ['debtor'] });
    await change('addNote', { contactId, text: 'Pays late.' }, founder);
    await graph.pool.query(`INSERT INTO contact_claims VALUES ($1, 'clm_copied', 'ctk_copied', now())`, [contactId]);
    const db = new PrismaClient({ adapter: graph.subgraph.database.adapter });
    expect((await readPersonalData(db, person.id))['contactOfStores']).toMatchObject([
      {
        store: { name: 'contacts' },
        name: 'Someone',
        tags: ['debtor'],
        notes: [{ text: 'Pays late.' }],
        claims: [{ claimId: 'clm_copied', tokenId: 'ctk_copied' }],
      },
    ]);
    const { data } = await graph.query(
      'mutation ($input: EraseAccountInput!) { eraseAccount(input: $input) { __typename } }',
      { input: { password } },
      { as: person.viewer },
    );
    expect(data['eraseAccount'].__typename).toBe('AccountErased');
    expect((await list('filter: { search: "erased-contact" }')).nodes).toEqual([]);
  });
});

describe('segments', () => {
  const segmentFields = `... on Segment { id name query size members { nodes { email } } }
    ... on SegmentNotReadable { message position }`;
  const create = (name: string, query: string, as = colleague) =>
    change('createSegment', { storeId, name, query }, as, segmentFields);

  it('are saved, checked, changed and deleted', async () => {
    await add('s1@segments.example', { tags: ['seg'] });
    await add('s2@segments.example', { tags: ['seg', 'vip'] });
    const made = await create('All', 'tag:seg');
    expect(made).toMatchObject({ name: 'All', size: 2 });
    expect(made.members.nodes.map(({ email }: { email: string }) => email)).toEqual([
      's1@segments.example',
      's2@segments.example',
    ]);
    expect(await create('All', 'tag:vip')).toMatchObject({ code: 'SEGMENT_NAME_TAKEN' });
    expect(await create('Bad', 'tag:vip and spent')).toMatchObject({ code: 'SEGMENT_NOT_READABLE', position: 17 });
    const segmentId = made.id;
    expect(
      await change('updateSegment', { segmentId, query: 'tag:seg and not tag:vip' }, founder, segmentFields),
    ).toMatchObject({ name: 'All', size: 1 });
    await create('Others', 'tag:other');
    expect(await change('updateSegment', { segmentId, name: 'Others' }, founder)).toMatchObject({
      code: 'SEGMENT_NAME_TAKEN',
    });
    const check = async (query: string) =>
      (
        await graph.query(
          'query ($storeId: ID!, $query: String!) { checkSegment(storeId: $storeId, query: $query) { size fault { position } } }',
          { storeId, query },
          { as: founder },
        )
      ).data['checkSegment'];
    expect(await check('tag:seg')).toEqual({ size: 2, fault: null });
    expect(await check('tag:seg or')).toEqual({ size: null, fault: { position: 10 } });
    const stranger = await join(graph, 'segments-stranger@example.com');
    await expect(change('deleteSegment', { segmentId }, stranger.viewer)).rejects.toEqual(mistake('NOT_FOUND'));
    expect(kindsOf([await change('deleteSegment', { segmentId }, founder)])).toEqual(['SegmentDeleted']);
    await expect(change('deleteSegment', { segmentId }, founder)).rejects.toEqual(mistake('NOT_FOUND'));
  });

  it('are listed with their sizes and members in a fixed number of statements', async () => {
    const read = () =>
      graph.statements(() =>
        graph.query(
          'query ($storeId: ID!) { segments(storeId: $storeId) { name size members(first: 1) { nodes { id } } } }',
          { storeId },
          { as: founder },
        ),
      );
    const before = await read();
    await create('One more', 'orders = 0');
    const after = await read();
    expect(after.count).toBe(before.count);
    expect(after.result.data['segments']).toHaveLength(before.result.data['segments'].length + 1);
  });

  it('give services the people of a segment page by page, with the account that verified an address', async () => {
    const person = await join(graph, 'known-member@example.com');
    const [known, unknown] = [
      await add(person.email, { tags: ['give'] }),
      await add('x@give.example', { tags: ['give'] }),
    ];
    const { id: segmentId } = await create('Given', 'tag:give');
    const ask = (args: object, as: Viewer) =>
      graph.query(
        `query ($segmentId: ID!, $first: Int, $after: ID) { segmentMembers(segmentId: $segmentId, first: $first, after: $after) {
          storeId next members { contactId email userId isWritten } } }`,
        { segmentId, ...args },
        { as },
      );
    const service = { kind: 'service', name: 'chain' } as const;
    const first = await ask({ first: 1 }, service);
    expect(first.data['segmentMembers']).toEqual({
      storeId,
      next: known.id,
      members: [{ contactId: known.id, email: person.email, userId: person.id, isWritten: true }],
    });
    const second = await ask({ first: 1, after: known.id }, service);
    expect(second.data['segmentMembers']).toEqual({
      storeId,
      next: null,
      members: [{ contactId: unknown.id, email: 'x@give.example', userId: null, isWritten: true }],
    });
    for (const as of [founder, admin, key(['contacts:write'])])
      expect((await ask({}, as)).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    expect((await ask({ segmentId: newId('sgm') }, service)).data['segmentMembers']).toBeNull();
  });
});
