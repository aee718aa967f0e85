import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mistake, typesAbout } from './ask.ts';
import { join } from './people.ts';
import { teamsOf } from './teams.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const { change, open, invite, tokenSentTo, accept, team } = teamsOf(() => graph);

describe('an invitation', () => {
  it('is accepted by its addressee, once', async () => {
    const { founder, colleague, store, member } = await team('inviting');
    expect(member).toMatchObject({
      __typename: 'StoreMember',
      status: 'ACTIVE',
      role: 'MEMBER',
      user: { id: colleague.id },
    });
    const token = await tokenSentTo(colleague.email);
    await expect(accept(colleague.viewer, token)).resolves.toEqual(member);
    const finder = await join(graph, 'finder-of-used@example.com');
    await expect(accept(finder.viewer, token)).resolves.toMatchObject({ code: 'INVITATION_INVALID' });
    await expect(invite(founder.viewer, store.id, colleague.email)).resolves.toMatchObject({
      code: 'ALREADY_STORE_MEMBER',
    });
    await expect(typesAbout(graph, store.id)).resolves.toEqual([
      'users.store.created',
      'users.store.member_added',
      'users.store.member_invited',
      'users.store.member_added',
    ]);
  });

  it('cannot be accepted by another user', async () => {
    const founder = await join(graph, 'careless@example.com');
    const mallory = await join(graph, 'finder@example.com');
    const store = await open(founder.viewer);
    await invite(founder.viewer, store.id, 'somebody@example.com', 'ADMIN');
    const token = await tokenSentTo('somebody@example.com');
    await expect(accept(mallory.viewer, token)).resolves.toMatchObject({ code: 'INVITATION_INVALID' });
    await expect(accept(mallory.viewer, 'guess')).resolves.toMatchObject({ code: 'INVITATION_INVALID' });
    const { rows } = await graph.pool.query('SELECT to_jsonb(m)::text AS row FROM store_members m');
    expect(rows.map(({ row }) => row).join()).not.toContain(token);
  });

  it('sent again invalidates the first, and expires after a week', async () => {
    const { founder, store } = await team('repeating');
    const late = await join(graph, 'late-joiner@example.com');
    await invite(founder.viewer, store.id, late.email);
    const first = await tokenSentTo(late.email);
    await expect(invite(founder.viewer, store.id, late.email)).rejects.toEqual(mistake('RATE_LIMITED'));
    graph.pass({ seconds: 61 });
    await expect(invite(founder.viewer, store.id, late.email, 'GUEST')).resolves.toMatchObject({ role: 'GUEST' });
    await expect(accept(late.viewer, first)).resolves.toMatchObject({ code: 'INVITATION_INVALID' });
    const second = await tokenSentTo(late.email);
    graph.pass({ days: 7 });
    await expect(accept(late.viewer, second)).resolves.toMatchObject({ code: 'INVITATION_INVALID' });
    const { data } = await graph.query(
      'query ($id: ID) { store(id: $id) { members { email status } } }',
      { id: store.id },
      { as: founder.viewer },
    );
    expect(data.store.members.filter(({ email }: { email: string }) => email === late.email)).toHaveLength(1);
  });

  it('to one address are limited over all stores of a sender', async () => {
    const founder = await join(graph, 'spammer@example.com');
    const invited = 'flooded@example.com';
    for (let i = 0; i < 5; i += 1) {
      const store = await open(founder.viewer, { name: `Win at evil.example ${i}` });
      await invite(founder.viewer, store.id, invited);
    }
    const store = await open(founder.viewer);
    await expect(invite(founder.viewer, store.id, invited)).rejects.toEqual(mistake('RATE_LIMITED'));
    await expect(invite(founder.viewer, store.id, 'another@example.com')).resolves.toMatchObject({ role: 'MEMBER' });
    graph.pass({ days: 1 });
    await expect(invite(founder.viewer, store.id, invited)).resolves.toMatchObject({ role: 'MEMBER' });
  });

  it('accepted twice at once adds one member', async () => {
    const founder = await join(graph, 'double-founder@example.com');
    const colleague = await join(graph, 'double-colleague@example.com');
    const store = await open(founder.viewer);
    await invite(founder.viewer, store.id, colleague.email);
    const token = await tokenSentTo(colleague.email);
    const answers = await Promise.all([accept(colleague.viewer, token), accept(colleague.viewer, token)]);
    expect(answers[0]).toMatchObject({ __typename: 'StoreMember', user: { id: colleague.id } });
    expect(answers[1]).toEqual(answers[0]);
    const added = (await typesAbout(graph, store.id)).filter((type) => type === 'users.store.member_added');
    expect(added).toHaveLength(2);
  });

  it('can be withdrawn', async () => {
    const founder = await join(graph, 'regretful@example.com');
    const invited = await join(graph, 'uninvited@example.com');
    const store = await open(founder.viewer);
    const { id } = await invite(founder.viewer, store.id, invited.email);
    await change('removeStoreMember', { storeMemberId: id }, founder.viewer);
    await expect(accept(invited.viewer, await tokenSentTo(invited.email))).resolves.toMatchObject({
      code: 'INVITATION_INVALID',
    });
  });

  it('that was accepted says nothing of a membership that has ended', async () => {
    const { founder, colleague, member } = await team('leaving');
    await change('removeStoreMember', { storeMemberId: member.id }, founder.viewer);
    await expect(accept(colleague.viewer, await tokenSentTo(colleague.email))).resolves.toMatchObject({
      code: 'INVITATION_INVALID',
    });
  });
});
