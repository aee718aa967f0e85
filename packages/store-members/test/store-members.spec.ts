import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type EventTrail, newEvent, usersStore } from '@soko/events';
import type { Consumer } from '@soko/outbox';
import { type Database, openDatabase } from '@soko/postgres';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import { storeMemberConsumer } from '../index.ts';

const trail: EventTrail = {
  correlationId: 'specs',
  causationId: null,
  actor: { kind: 'service', id: 'specs' },
  now: () => new Date(),
};

const member = (role: 'ADMIN' | 'MEMBER') => ({ memberId: 'mbr_1', userId: 'usr_1', role });

const added = (sequence: number) =>
  newEvent(usersStore, 'member_added', { subject: 'sto_1', sequence, data: member('MEMBER') }, trail);
const promoted = (sequence: number) =>
  newEvent(
    usersStore,
    'member_role_changed',
    { subject: 'sto_1', sequence, data: { ...member('ADMIN'), previousRole: 'MEMBER' } },
    trail,
  );
const removed = (sequence: number) =>
  newEvent(usersStore, 'member_removed', { subject: 'sto_1', sequence, data: member('ADMIN') }, trail);

describe('the copy of the teams of stores', () => {
  let database: TestDatabase;
  let opened: Database;
  let following: Consumer;
  beforeAll(async () => {
    database = await createTestDatabase();
    opened = openDatabase({ connectionString: database.connectionString, applicationName: 'store-members-spec' });
    await opened.pool.query(`CREATE TABLE store_member (store_id TEXT, user_id TEXT, role TEXT NOT NULL,
      status TEXT NOT NULL, sequence INT NOT NULL, PRIMARY KEY (store_id, user_id))`);
    following = storeMemberConsumer({ group: 'specs', pool: opened.pool });
  });
  beforeEach(() => opened.pool.query('TRUNCATE store_member'));
  afterAll(async () => {
    await opened.close();
    await database.drop();
  });

  const saved = async () =>
    (await opened.pool.query('SELECT store_id, user_id, role, status, sequence FROM store_member')).rows;
  const row = { store_id: 'sto_1', user_id: 'usr_1' };

  it('follows a member who joins, changes roles and is removed', async () => {
    await following.handle(added(2));
    expect(await saved()).toEqual([{ ...row, role: 'MEMBER', status: 'ACTIVE', sequence: 2 }]);
    await following.handle(promoted(3));
    expect(await saved()).toEqual([{ ...row, role: 'ADMIN', status: 'ACTIVE', sequence: 3 }]);
    await following.handle(removed(4));
    expect(await saved()).toEqual([{ ...row, role: 'ADMIN', status: 'REMOVED', sequence: 4 }]);
  });

  it('stays as it is when an older event comes late or again', async () => {
    for (const event of [removed(4), added(2), promoted(3), removed(4)]) await following.handle(event);
    expect(await saved()).toEqual([{ ...row, role: 'ADMIN', status: 'REMOVED', sequence: 4 }]);
  });

  it('has a member again who comes back', async () => {
    for (const event of [added(2), removed(4), added(5)]) await following.handle(event);
    expect(await saved()).toEqual([{ ...row, role: 'MEMBER', status: 'ACTIVE', sequence: 5 }]);
  });

  it('takes no notice of other events of stores', async () => {
    const data = { name: 'Jua', domain: null, status: 'ACTIVE' as const };
    await following.handle(newEvent(usersStore, 'updated', { subject: 'sto_1', sequence: 6, data }, trail));
    expect(await saved()).toEqual([]);
  });
});
