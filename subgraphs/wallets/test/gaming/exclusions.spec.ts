import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import { type Gaming, newUser, startGaming } from './start-gaming.ts';

let gaming: Gaming;
beforeAll(async () => {
  gaming = await startGaming();
});
afterAll(() => gaming.graph.close());

const support = person('usr_support', 'SUPPORT');
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const takeTimeOut = (as: Viewer, hours: number, idempotencyKey = newId('req')) =>
  gaming.act('takeTimeOut', { hours, idempotencyKey }, as);
const excludeMyself = (as: Viewer, input: object) =>
  gaming.act('excludeMyself', { ...input, idempotencyKey: newId('req') }, as);

describe('an exclusion', () => {
  it('holds from now on, lasts to its end, and is never shortened', async () => {
    const user = newUser();
    await gaming.born(user, '1990-05-04');
    const startedAt = gaming.now();
    const ends = (ms: number) => new Date(startedAt.getTime() + ms).toISOString();
    const key = newId('req');
    const taken = await takeTimeOut(user, 48, key);
    expect(taken).toMatchObject({
      kind: 'TIME_OUT',
      startedAt: ends(0),
      until: ends(2 * dayMs),
      bySupport: false,
    });
    expect(await gaming.stake(user, 1n)).toBe('Excluded');
    gaming.pass(hourMs);
    expect(await takeTimeOut(user, 48, key)).toEqual(taken);
    expect(await takeTimeOut(user, 24)).toMatchObject({ code: 'LONGER_EXCLUSION_HOLDS' });
    expect(await takeTimeOut(user, 48)).toMatchObject({ __typename: 'Exclusion', until: ends(2 * dayMs + hourMs) });
    gaming.pass(2 * dayMs - 1);
    expect(await gaming.stake(user, 1n)).toBe('Excluded');
    expect((await gaming.limitsOf(user)).exclusion).toEqual({ kind: 'TIME_OUT', until: ends(2 * dayMs + hourMs) });
    gaming.pass(1);
    expect(await gaming.stake(user, 1n)).toBeNull();
    expect(await gaming.limitsOf(user)).toMatchObject({ exclusion: null, exclusions: [{}, {}] });
    const told = (await gaming.graph.told('wallets.gaming.excluded')).filter(({ subject }) => subject === user.id);
    expect(told.map(({ data }) => data)).toEqual([
      { kind: 'TIME_OUT', until: ends(2 * dayMs), by: 'USER' },
      { kind: 'TIME_OUT', until: ends(2 * dayMs + hourMs), by: 'USER' },
    ]);
  });

  it('of months ends on the same day of the month, and a permanent one never', async () => {
    const user = newUser();
    await gaming.born(user, '1990-05-04');
    const { until: end } = await excludeMyself(user, { months: 6 });
    const expected = new Date(gaming.now());
    expected.setUTCMonth(expected.getUTCMonth() + 6);
    expect(end).toBe(expected.toISOString());
    expect(await excludeMyself(user, { permanently: true })).toMatchObject({
      kind: 'SELF_EXCLUSION',
      until: null,
    });
    expect(await excludeMyself(user, { months: 120 })).toMatchObject({ code: 'LONGER_EXCLUSION_HOLDS' });
    gaming.pass(3_650 * dayMs);
    expect(await gaming.stake(user, 1n)).toBe('Excluded');
    expect((await gaming.limitsOf(user)).exclusion).toEqual({ kind: 'SELF_EXCLUSION', until: null });
  });

  it.each([
    ['takeTimeOut', { hours: 23 }, 'hours'],
    ['takeTimeOut', { hours: 1_009 }, 'hours'],
    ['excludeMyself', { months: 5 }, 'months'],
    ['excludeMyself', { months: 121 }, 'months'],
    ['excludeMyself', {}, 'months'],
    ['excludeMyself', { months: 6, permanently: true }, 'months'],
  ])('%s of %j is the mistake of the caller', async (name, input, field) => {
    await expect(gaming.act(name, { ...input, idempotencyKey: newId('req') }, newUser())).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field },
    });
  });

  it('is made by support at the request of a user, who reads the reason', async () => {
    const user = newUser();
    const input = { userId: user.id, months: 12, reason: 'Asked on the phone.', idempotencyKey: newId('req') };
    expect(await gaming.act('excludeUser', input, support)).toMatchObject({ bySupport: true });
    expect((await gaming.limitsOf(user)).exclusions).toMatchObject([{ reason: 'Asked on the phone.' }]);
    await expect(gaming.act('excludeUser', input, user)).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    await expect(gaming.act('excludeUser', { ...input, userId: 'nobody' }, support)).rejects.toMatchObject({
      extensions: { code: 'NOT_FOUND' },
    });
    const seen = '($id: ID!) { responsibleGaming(userId: $id) { exclusion { kind } session { minutes } } }';
    const { data } = await gaming.graph.query(`query ${seen}`, { id: user.id }, { as: support });
    expect(data['responsibleGaming']).toEqual({ exclusion: { kind: 'SELF_EXCLUSION' }, session: null });
    const other = await gaming.graph.query(`query ${seen}`, { id: user.id }, { as: newUser() });
    expect(other.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('of two that are taken at once is the longer one', async () => {
    const user = newUser();
    await Promise.all([excludeMyself(user, { months: 6 }), takeTimeOut(user, 24), excludeMyself(user, { months: 7 })]);
    const expected = new Date(gaming.now());
    expected.setUTCMonth(expected.getUTCMonth() + 7);
    expect((await gaming.limitsOf(user)).exclusion.until).toBe(expected.toISOString());
  });
});

describe('a date of birth', () => {
  it('is given once, and corrected by support', async () => {
    const user = newUser();
    expect(await gaming.born(user, '2010-05-04')).toMatchObject({
      dateOfBirth: '2010-05-04',
      country: 'KE',
      minimumAge: 18,
    });
    expect(await gaming.born(user, '2010-05-04')).toMatchObject({ __typename: 'ResponsibleGaming' });
    expect(await gaming.born(user, '1990-05-04')).toMatchObject({ code: 'DATE_OF_BIRTH_ALREADY_SET' });
    expect(await gaming.born(user, '2010-05-04', 'DE')).toMatchObject({ code: 'DATE_OF_BIRTH_ALREADY_SET' });
    const input = { userId: user.id, dateOfBirth: '1990-05-04', country: 'KE' };
    await expect(gaming.act('correctDateOfBirth', input, user)).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
    expect(await gaming.act('correctDateOfBirth', input, support)).toMatchObject({ dateOfBirth: '1990-05-04' });
    await expect(gaming.act('correctDateOfBirth', { ...input, userId: newId('usr') }, support)).rejects.toMatchObject({
      extensions: { code: 'NOT_FOUND' },
    });
    const told = (await gaming.graph.told('wallets.gaming.date_of_birth_set')).filter(
      ({ subject }) => subject === user.id,
    );
    expect(told.map(({ data }) => data)).toEqual([{ by: 'USER' }, { by: 'SUPPORT' }]);
  });

  it.each(['2026-02-30', '1890-01-01', '3000-01-01', 'yesterday'])(
    'of %s is the mistake of the caller',
    async (date) => {
      await expect(gaming.born(newUser(), date)).rejects.toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', field: 'dateOfBirth' },
      });
    },
  );

  it('is compared with the age of the country, which administrators set', async () => {
    const user = newUser();
    await gaming.born(user, `${gaming.now().getUTCFullYear() - 19}-01-01`, 'SE');
    expect(await gaming.stake(user, 1n)).toBeNull();
    const input = { country: 'se', years: 20 };
    await expect(gaming.act('setMinimumAge', input, support)).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
    const admin = person('usr_admin', 'ADMIN');
    expect(await gaming.act('setMinimumAge', input, admin)).toMatchObject({ country: 'SE', years: 20 });
    expect(await gaming.stake(user, 1n)).toBe('UnderAge');
    await expect(gaming.act('setMinimumAge', { ...input, years: 17 }, admin)).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'years' },
    });
    const { data } = await gaming.graph.query('{ minimumAges { country years } }');
    expect(data['minimumAges']).toContainEqual({ country: 'SE', years: 20 });
  });

  it('is deleted when the user is erased, and exclusions stay', async () => {
    const user = newUser();
    await gaming.born(user, '1990-05-04');
    const excluding = { userId: user.id, permanently: true, reason: 'Asked by mail.', idempotencyKey: newId('req') };
    await gaming.act('excludeUser', excluding, support);
    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    const fact = { subject: user.id, sequence: 2, data: {} };
    await gaming.graph.bus.publish('users.user', [newEvent(usersUser, 'erased', fact, { ...trail, now: gaming.now })]);
    await until('the date is deleted', async () => (await gaming.limitsOf(user)).dateOfBirth === null);
    expect(await gaming.limitsOf(user)).toMatchObject({
      country: null,
      exclusion: { until: null },
      exclusions: [{ reason: null }],
    });
  });
});
