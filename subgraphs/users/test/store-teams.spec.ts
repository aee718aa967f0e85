import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { kindsOf, mistake } from './ask.ts';
import { join } from './people.ts';
import { memberFields, teamsOf } from './teams.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const { change, team } = teamsOf(() => graph);

describe('a team', () => {
  const setRole = (as: Viewer, storeMemberId: string, role: string) =>
    change('setStoreMemberRole', { storeMemberId, role }, as, `${memberFields} ... on WrongMemberStatus { status }`);
  const remove = (as: Viewer, storeMemberId: string) =>
    change(
      'removeStoreMember',
      { storeMemberId },
      as,
      `${memberFields} ... on LastStoreAdministrator { stores { id } }`,
    );
  const membership = async (storeId: string, userId: string): Promise<string> => {
    const { rows } = await graph.pool.query('SELECT id FROM store_members WHERE store_id = $1 AND user_id = $2', [
      storeId,
      userId,
    ]);
    return rows[0].id;
  };

  it('keeps an administrator', async () => {
    const { founder, store } = await team('kept');
    const mine = await membership(store.id, founder.id);
    await expect(setRole(founder.viewer, mine, 'MEMBER')).resolves.toMatchObject({ code: 'LAST_STORE_ADMINISTRATOR' });
    await expect(remove(founder.viewer, mine)).resolves.toMatchObject({
      code: 'LAST_STORE_ADMINISTRATOR',
      stores: [{ id: store.id }],
    });
  });

  it('keeps one administrator when two leave at once', async () => {
    const { founder, colleague, store, member } = await team('leaving');
    const mine = await membership(store.id, founder.id);
    await expect(setRole(founder.viewer, member.id, 'ADMIN')).resolves.toMatchObject({ role: 'ADMIN' });
    const answers = await Promise.all([remove(founder.viewer, mine), remove(colleague.viewer, member.id)]);
    expect(kindsOf(answers)).toEqual(['LastStoreAdministrator', 'StoreMember']);
  });

  it('can be left by its members, which is published', async () => {
    const { founder, colleague, store, member } = await team('left');
    await expect(remove(colleague.viewer, member.id)).resolves.toMatchObject({ status: 'REMOVED' });
    await expect(setRole(founder.viewer, member.id, 'ADMIN')).resolves.toMatchObject({
      code: 'WRONG_MEMBER_STATUS',
      status: 'REMOVED',
    });
    expect((await graph.told('users.store.member_removed')).at(-1)).toMatchObject({
      subject: store.id,
      data: { userId: colleague.id, memberId: member.id, role: 'MEMBER' },
    });
  });

  it('is not changed by members, and not visible to others', async () => {
    const { founder, colleague, store, member } = await team('closed');
    const mallory = await join(graph, 'mallory-team@example.com');
    const founders = await membership(store.id, founder.id);
    await expect(setRole(colleague.viewer, member.id, 'ADMIN')).rejects.toEqual(mistake('FORBIDDEN'));
    await expect(setRole(colleague.viewer, founders, 'GUEST')).rejects.toEqual(mistake('NOT_FOUND'));
    await expect(remove(colleague.viewer, founders)).rejects.toEqual(mistake('NOT_FOUND'));
    await expect(setRole(mallory.viewer, member.id, 'ADMIN')).rejects.toEqual(mistake('NOT_FOUND'));
    await expect(remove(mallory.viewer, member.id)).rejects.toEqual(mistake('NOT_FOUND'));
  });

  it('increments the store’s version', async () => {
    const { store } = await team('numbered');
    const sequences = (await graph.told())
      .filter(({ subject }) => subject === store.id)
      .map(({ sequence }) => sequence);
    expect(sequences).toEqual([1, 1, 2, 3]);
  });
});
