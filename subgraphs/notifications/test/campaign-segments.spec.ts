import { describe, expect, it, jest } from '@jest/globals';
import { newId } from '@soko/ids';
import { startFixture } from '@soko/testing';
import {
  accountEvents,
  becomes,
  campaignScene,
  change,
  erased,
  inDays,
  launch,
  readersOf,
  seen,
  somebody,
  type Somebody,
  support,
  upToDate,
} from './campaign-scene.ts';

jest.setTimeout(120_000);

interface Member {
  contactId: string;
  email: string | null;
  userId: string | null;
  isWritten: boolean;
}

/** Segments of stores, as users has them. */
const segments = new Map<string, Member[]>();

/** Whether users can be asked. */
let isAway = false;

/** A page of two at most, so that a segment has several. */
function segmentMembers(_: unknown, { segmentId, first, after }: { segmentId: string; first: number; after?: string }) {
  if (isAway) throw new Error('users is away');
  const members = segments.get(segmentId);
  if (members === undefined) return null;
  const from = after == null ? 0 : members.findIndex(({ contactId }) => contactId === after) + 1;
  const page = members.slice(from, from + Math.min(first, 2));
  const next = from + page.length < members.length ? page.at(-1)!.contactId : null;
  return { storeId: 'sto_1', members: page, next };
}

const users = startFixture('users', { Query: { segmentMembers } });
const scene = campaignScene(() => users.transport);

const contact = (more: Partial<Member>): Member => ({
  contactId: newId('ctc'),
  email: null,
  userId: null,
  isWritten: false,
  ...more,
});

/** A segment of people whose accounts the store knows, and of an address that it wrote down, whose owner has an account. */
function segmentOf(people: readonly Somebody[], ...written: readonly Somebody[]): string {
  const id = newId('sgm');
  segments.set(id, [
    ...people.map(({ userId }) => contact({ userId })),
    ...written.map(({ userId, email }) => contact({ userId, email, isWritten: true })),
    contact({ email: 'nobody@example.org', isWritten: true }),
  ]);
  return id;
}

const addresses = (...people: Somebody[]): string[] => people.map(({ email }) => email).toSorted();

const audienceOf = async (id: string): Promise<number> => {
  const question = 'query ($id: ID!) { previewCampaign(id: $id) { audience } }';
  return (await scene.graph.query(question, { id }, support)).data['previewCampaign'].audience;
};

const keptPeople = async (id: string): Promise<string[]> => {
  const { rows } = await scene.graph.pool.query<{ userId: string }>(
    'SELECT user_id AS "userId" FROM campaign_member WHERE campaign_id = $1 ORDER BY user_id',
    [id],
  );
  return rows.map(({ userId }) => userId);
};

describe('a campaign to a segment of a store', () => {
  it('writes to the people of the segment who agreed, and to nobody else', async () => {
    const [ada, bob, eve] = [await scene.join('ada'), await scene.join('bob'), await scene.join('eve')];
    const [written, outside, other] = [
      await scene.join('written'),
      await scene.join('outside'),
      await scene.join('other', { locale: 'de' }),
    ];
    const silent = somebody('silent');
    await scene.graph.publish(...accountEvents(scene.graph, silent, { locale: scene.language }));
    await upToDate(scene.graph);
    const segmentId = segmentOf([ada, bob, eve, silent, other], written);
    const segment = { segmentId, locales: [scene.language] };
    const draft = await scene.create({ segment });
    expect(draft.segment).toMatchObject({ segmentId });
    expect(await audienceOf(draft.id)).toBe(3);
    const id = await launch(scene.graph, { segment });
    expect((await becomes(scene.graph, id, 'DONE')).statistics).toMatchObject({ recipients: 3, sent: 3 });
    expect(await readersOf(scene.graph, id)).toEqual(addresses(ada, bob, eve));
    expect(await scene.mailsTo(outside)).toEqual([]);
    // Who was in the segment is forgotten with the end.
    expect(await keptPeople(id)).toEqual([]);
  });

  it('asks for the people when it begins, and keeps them until it ends', async () => {
    const [ada, bob, late] = [await scene.join('ada'), await scene.join('bob'), await scene.join('late')];
    await upToDate(scene.graph);
    const segmentId = segmentOf([ada]);
    const id = await launch(scene.graph, { segment: { segmentId }, perMinute: 1 });
    segments.set(
      segmentId,
      [ada, bob].map(({ userId }) => contact({ userId })),
    );
    await becomes(scene.graph, id, 'SENDING');
    segments.set(segmentId, [contact({ userId: late.userId })]);
    expect(await keptPeople(id)).toEqual([ada.userId, bob.userId].toSorted());
    await scene.graph.publish(erased(scene.graph, ada.userId));
    await upToDate(scene.graph);
    expect(await keptPeople(id)).toEqual([bob.userId]);
    await change(scene.graph, 'cancelCampaign', { campaignId: id });
    expect(await keptPeople(id)).toEqual([]);
  });

  it('waits while the people cannot be asked for', async () => {
    const ada = await scene.join('ada');
    await upToDate(scene.graph);
    const segmentId = segmentOf([ada]);
    const id = await launch(scene.graph, { segment: { segmentId } });
    isAway = true;
    try {
      await scene.graph.subgraph.runJob('notifications.send-campaigns').catch(() => {});
      expect(await seen(scene.graph, id)).toMatchObject({ status: 'SCHEDULED', statistics: { recipients: 0 } });
    } finally {
      isAway = false;
    }
    await becomes(scene.graph, id, 'DONE');
    expect(await readersOf(scene.graph, id)).toEqual(addresses(ada));
  });

  it('of a segment that was deleted before is cancelled, says why, and writes to nobody', async () => {
    const ada = await scene.join('ada');
    await upToDate(scene.graph);
    const segmentId = segmentOf([ada]);
    const id = await launch(
      scene.graph,
      { segment: { segmentId }, perMinute: 600 },
      { startsAt: inDays(scene.graph, 1) },
    );
    segments.delete(segmentId);
    scene.graph.advance(86_400_000);
    expect((await becomes(scene.graph, id, 'CANCELLED')).statistics).toMatchObject({ recipients: 0 });
    const question = 'query ($id: ID!) { campaign(id: $id) { failure endedAt } }';
    expect((await scene.graph.query(question, { id }, support)).data['campaign']).toMatchObject({
      failure: 'SEGMENT_DELETED',
      endedAt: expect.any(String),
    });
    expect(await audienceOf(id)).toBe(0);
  });

  it('needs a segment that exists, unless it repeats a command', async () => {
    const segmentId = segmentOf([]);
    const input = { segment: { segmentId }, idempotencyKey: newId('req') };
    const draft = await scene.create(input);
    segments.delete(segmentId);
    expect((await scene.create(input)).id).toBe(draft.id);
    const unknown = { extensions: { code: 'NOT_FOUND' } };
    await expect(scene.create({ segment: { segmentId } })).rejects.toMatchObject(unknown);
    const changed = { campaignId: draft.id, segment: { segmentId: newId('sgm') } };
    await expect(change(scene.graph, 'updateCampaign', changed)).rejects.toMatchObject(unknown);
    await expect(scene.create({ segment: { segmentId: 'sto_1' } })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'segment.segmentId' },
    });
  });
});
