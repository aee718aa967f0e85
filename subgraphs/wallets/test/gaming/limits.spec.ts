import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import { person, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { wallets } from '../../index.ts';
import { refuseByGamingLimits } from '../../store/gaming/index.ts';
import { recordReturns } from '../../store/gaming/record-returns.ts';

let graph: TestSubgraph;
let clock = new Date('2026-06-01T12:00:00Z');
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const pass = (ms: number): void => void (clock = new Date(clock.getTime() + ms));

beforeAll(async () => {
  graph = await startTestSubgraph(wallets, { now: () => clock });
});
afterAll(() => graph.close());

/** A signed-in user whose session began now. */
const newUser = () => ({ ...person(newId('usr')), sessionId: newId('ses') }) as Extract<Viewer, { kind: 'user' }>;
const support = person('usr_support', 'SUPPORT');

const limitFields = /* GraphQL */ `
  kind period currency limit { amount } used { amount } left { amount }
  pendingIncrease { id amount { amount } confirmableAt confirmBefore }
`;
const limit = `... on GamingLimit { ${limitFields} }`;
const exclusion = '... on Exclusion { id kind startedAt until bySupport reason }';
const profile = '... on ResponsibleGaming { dateOfBirth country minimumAge }';

/** The selection of each mutation's entity. */
const fieldsOf: Record<string, string> = {
  setLimit: limit,
  removeLimit: limit,
  confirmLimitIncrease: limit,
  takeTimeOut: exclusion,
  excludeMyself: exclusion,
  excludeUser: exclusion,
  setDateOfBirth: profile,
  correctDateOfBirth: profile,
  setMinimumAge: '... on MinimumAge { country years }',
};

type Result = Record<string, unknown> & { __typename: string; pendingIncrease: { id: string } | null };

/** Runs a mutation and returns the member of its union. */
async function act(name: string, input: Record<string, unknown>, as: Viewer): Promise<Result> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const refusal = name === 'correctDateOfBirth' || name === 'setMinimumAge' ? '' : '... on UserError { code }';
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ${fieldsOf[name]!} ${refusal} } }`;
  const { data, errors } = await graph.query(document, { input }, { as });
  if (errors?.[0]) throw Object.assign(new Error(JSON.stringify(errors)), { extensions: errors[0].extensions });
  return data[name] as Result;
}

const setLimit = (as: Viewer, amount: string, { kind = 'STAKE', period = 'DAY', idempotencyKey = newId('req') } = {}) =>
  act('setLimit', { kind, period, amount: { amount, currency: 'KES' }, idempotencyKey }, as);
const removeLimit = (as: Viewer) =>
  act('removeLimit', { kind: 'STAKE', period: 'DAY', currency: 'KES', idempotencyKey: newId('req') }, as);
const confirm = (as: Viewer, limitIncreaseId: string) =>
  act('confirmLimitIncrease', { limitIncreaseId, idempotencyKey: newId('req') }, as);
const takeTimeOut = (as: Viewer, hours: number, idempotencyKey = newId('req')) =>
  act('takeTimeOut', { hours, idempotencyKey }, as);
const excludeMyself = (as: Viewer, input: object) =>
  act('excludeMyself', { ...input, idempotencyKey: newId('req') }, as);
const born = (as: Viewer, dateOfBirth: string, country = 'KE') => act('setDateOfBirth', { dateOfBirth, country }, as);

async function limitsOf(as: Viewer) {
  const { data, errors } = await graph.query(
    `{ limits { limits { ${limitFields} } exclusion { kind until } exclusions { kind until reason }
       limitChanges { status amount { amount } previous { amount } } dateOfBirth country minimumAge
       session { startedAt minutes positions { staked { amount currency } returned { amount } net { amount } } } } }`,
    {},
    { as },
  );
  expect(errors).toBeUndefined();
  return data['limits'];
}

let made = 0;
async function stake({ id: userId }: { id: string }, amountMinor: bigint, currency = 'KES'): Promise<string | null> {
  const reference = `bet:${(made += 1)}:stake`;
  const refusal = await inTransaction(graph.pool, (tx) =>
    refuseByGamingLimits(tx, { userId, activity: 'stake', amountMinor, currency, reference, now: clock }),
  );
  return refusal?.__typename ?? null;
}

describe('a limit', () => {
  it('holds at once when it is first or lower, and is shown with its use', async () => {
    const user = newUser();
    await born(user, '1990-05-04');
    expect(await setLimit(user, '10.00')).toMatchObject({ limit: { amount: '10.00' }, left: { amount: '10.00' } });
    expect(await stake(user, 600n)).toBeNull();
    expect(await setLimit(user, '5.00')).toMatchObject({
      limit: { amount: '5.00' },
      used: { amount: '6.00' },
      left: { amount: '0.00' },
      pendingIncrease: null,
    });
    expect(await stake(user, 1n)).toBe('LimitReached');
    const { limits, limitChanges } = await limitsOf(user);
    expect(limits).toHaveLength(1);
    expect(limitChanges).toEqual([
      { status: 'APPLIED', amount: { amount: '5.00' }, previous: { amount: '10.00' } },
      { status: 'APPLIED', amount: { amount: '10.00' }, previous: null },
    ]);
    const told = (await graph.told('wallets.gaming.limit_changed')).filter(({ subject }) => subject === user.id);
    expect(told.map(({ data, sequence }) => [data, sequence])).toEqual([
      [{ kind: 'STAKE', period: 'DAY', currency: 'KES', amountMinor: '1000', previousMinor: null }, 2],
      [{ kind: 'STAKE', period: 'DAY', currency: 'KES', amountMinor: '500', previousMinor: '1000' }, 3],
    ]);
  });

  it('is raised 24 hours after the request and with a confirmation, not before and not without', async () => {
    const user = newUser();
    await born(user, '1990-05-04');
    await setLimit(user, '10.00');
    const asked = await setLimit(user, '20.00');
    expect(asked).toMatchObject({
      limit: { amount: '10.00' },
      pendingIncrease: {
        amount: { amount: '20.00' },
        confirmableAt: new Date(clock.getTime() + dayMs).toISOString(),
        confirmBefore: new Date(clock.getTime() + 8 * dayMs).toISOString(),
      },
    });
    const { id } = asked.pendingIncrease!;
    pass(dayMs - 1);
    // The same wish keeps its request.
    expect((await setLimit(user, '20.00')).pendingIncrease).toMatchObject({ id });
    expect(await confirm(user, id)).toMatchObject({ __typename: 'LimitIncreaseTooEarly' });
    expect(await stake(user, 1_001n)).toBe('LimitReached');
    pass(1);
    expect(await stake(user, 1_001n)).toBe('LimitReached');
    expect(await confirm(user, id)).toMatchObject({ limit: { amount: '20.00' }, pendingIncrease: null });
    expect(await confirm(user, id)).toMatchObject({ __typename: 'GamingLimit', limit: { amount: '20.00' } });
    expect(await stake(user, 2_000n)).toBeNull();
  });

  it('is removed as it is raised', async () => {
    const user = newUser();
    await born(user, '1990-05-04');
    expect(await removeLimit(user)).toMatchObject({ limit: null, left: null, pendingIncrease: null });
    await setLimit(user, '10.00');
    const { pendingIncrease } = await removeLimit(user);
    expect(pendingIncrease).toMatchObject({ amount: null });
    pass(dayMs);
    expect(await confirm(user, pendingIncrease!.id)).toMatchObject({ limit: null, left: null });
    expect(await stake(user, 100_000n)).toBeNull();
  });

  it('is not raised by a request that was replaced, lapsed, or is of someone else', async () => {
    const user = newUser();
    await setLimit(user, '10.00');
    const replaced = (await setLimit(user, '20.00')).pendingIncrease!;
    const lapsing = (await setLimit(user, '30.00')).pendingIncrease!;
    pass(dayMs);
    expect(await confirm(user, replaced.id)).toMatchObject({ code: 'LIMIT_INCREASE_ENDED' });
    await expect(confirm(newUser(), lapsing.id)).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    await expect(confirm(user, 'lch_unknown')).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    pass(7 * dayMs);
    expect(await confirm(user, lapsing.id)).toMatchObject({ code: 'LIMIT_INCREASE_ENDED' });
    expect((await limitsOf(user)).limits[0].pendingIncrease).toBeNull();
    // Lowering it also ends a request.
    const ended = (await setLimit(user, '30.00')).pendingIncrease!;
    expect(ended.id).not.toBe(lapsing.id);
    await setLimit(user, '10.00');
    pass(dayMs);
    expect(await confirm(user, ended.id)).toMatchObject({ code: 'LIMIT_INCREASE_ENDED' });
  });

  it('is set once for one key, and never raised by wishes at once', async () => {
    const user = newUser();
    const idempotencyKey = newId('req');
    await Promise.all(Array.from({ length: 10 }, () => setLimit(user, '10.00', { idempotencyKey })));
    await Promise.all(['50.00', '20.00', '8.00', '30.00', '9.00'].map((amount) => setLimit(user, amount)));
    const { limits, limitChanges } = await limitsOf(user);
    expect(['8.00', '9.00']).toContain(limits[0].limit.amount);
    expect(limitChanges.filter(({ amount }: { amount: { amount: string } }) => amount.amount === '10.00')).toHaveLength(
      1,
    );
    await expect(setLimit(user, '9.00', { idempotencyKey })).rejects.toMatchObject({
      extensions: { code: 'IDEMPOTENCY_MISMATCH' },
    });
  });

  it.each(['-1.00', '1.0', '99999999999.99'])('of %s is the mistake of the caller', async (amount) => {
    await expect(setLimit(newUser(), amount)).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'amount.amount' },
    });
  });
});

describe('an exclusion', () => {
  it('holds from now on, lasts to its end, and is never shortened', async () => {
    const user = newUser();
    await born(user, '1990-05-04');
    const startedAt = clock;
    const ends = (ms: number) => new Date(startedAt.getTime() + ms).toISOString();
    const key = newId('req');
    const taken = await takeTimeOut(user, 48, key);
    expect(taken).toMatchObject({
      kind: 'TIME_OUT',
      startedAt: ends(0),
      until: ends(2 * dayMs),
      bySupport: false,
    });
    expect(await stake(user, 1n)).toBe('Excluded');
    pass(hourMs);
    expect(await takeTimeOut(user, 48, key)).toEqual(taken);
    expect(await takeTimeOut(user, 24)).toMatchObject({ code: 'LONGER_EXCLUSION_HOLDS' });
    expect(await takeTimeOut(user, 48)).toMatchObject({ __typename: 'Exclusion', until: ends(2 * dayMs + hourMs) });
    pass(2 * dayMs - 1);
    expect(await stake(user, 1n)).toBe('Excluded');
    expect((await limitsOf(user)).exclusion).toEqual({ kind: 'TIME_OUT', until: ends(2 * dayMs + hourMs) });
    pass(1);
    expect(await stake(user, 1n)).toBeNull();
    expect(await limitsOf(user)).toMatchObject({ exclusion: null, exclusions: [{}, {}] });
    const told = (await graph.told('wallets.gaming.excluded')).filter(({ subject }) => subject === user.id);
    expect(told.map(({ data }) => data)).toEqual([
      { kind: 'TIME_OUT', until: ends(2 * dayMs), by: 'USER' },
      { kind: 'TIME_OUT', until: ends(2 * dayMs + hourMs), by: 'USER' },
    ]);
  });

  it('of months ends on the same day of the month, and a permanent one never', async () => {
    const user = newUser();
    await born(user, '1990-05-04');
    const { until: end } = await excludeMyself(user, { months: 6 });
    const expected = new Date(clock);
    expected.setUTCMonth(expected.getUTCMonth() + 6);
    expect(end).toBe(expected.toISOString());
    expect(await excludeMyself(user, { permanently: true })).toMatchObject({
      kind: 'SELF_EXCLUSION',
      until: null,
    });
    expect(await excludeMyself(user, { months: 120 })).toMatchObject({ code: 'LONGER_EXCLUSION_HOLDS' });
    pass(3_650 * dayMs);
    expect(await stake(user, 1n)).toBe('Excluded');
    expect((await limitsOf(user)).exclusion).toEqual({ kind: 'SELF_EXCLUSION', until: null });
  });

  it('lets limits be lowered and not raised', async () => {
    const user = newUser();
    await setLimit(user, '10.00');
    const { id } = (await setLimit(user, '20.00')).pendingIncrease!;
    await takeTimeOut(user, 48);
    pass(dayMs);
    expect(await confirm(user, id)).toMatchObject({ code: 'EXCLUDED' });
    expect(await setLimit(user, '15.00')).toMatchObject({ code: 'EXCLUDED' });
    expect(await setLimit(user, '5.00')).toMatchObject({ limit: { amount: '5.00' } });
  });

  it.each([
    ['takeTimeOut', { hours: 23 }, 'hours'],
    ['takeTimeOut', { hours: 1_009 }, 'hours'],
    ['excludeMyself', { months: 5 }, 'months'],
    ['excludeMyself', { months: 121 }, 'months'],
    ['excludeMyself', {}, 'months'],
    ['excludeMyself', { months: 6, permanently: true }, 'months'],
  ])('%s of %j is the mistake of the caller', async (name, input, field) => {
    await expect(act(name, { ...input, idempotencyKey: newId('req') }, newUser())).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field },
    });
  });

  it('is made by support at the request of a user, who reads the reason', async () => {
    const user = newUser();
    const input = { userId: user.id, months: 12, reason: 'Asked on the phone.', idempotencyKey: newId('req') };
    expect(await act('excludeUser', input, support)).toMatchObject({ bySupport: true });
    expect((await limitsOf(user)).exclusions).toMatchObject([{ reason: 'Asked on the phone.' }]);
    await expect(act('excludeUser', input, user)).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    await expect(act('excludeUser', { ...input, userId: 'nobody' }, support)).rejects.toMatchObject({
      extensions: { code: 'NOT_FOUND' },
    });
    const seen = '($id: ID!) { responsibleGaming(userId: $id) { exclusion { kind } session { minutes } } }';
    const { data } = await graph.query(`query ${seen}`, { id: user.id }, { as: support });
    expect(data['responsibleGaming']).toEqual({ exclusion: { kind: 'SELF_EXCLUSION' }, session: null });
    const other = await graph.query(`query ${seen}`, { id: user.id }, { as: newUser() });
    expect(other.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('of two that are taken at once is the longer one', async () => {
    const user = newUser();
    await Promise.all([excludeMyself(user, { months: 6 }), takeTimeOut(user, 24), excludeMyself(user, { months: 7 })]);
    const expected = new Date(clock);
    expected.setUTCMonth(expected.getUTCMonth() + 7);
    expect((await limitsOf(user)).exclusion.until).toBe(expected.toISOString());
  });
});

describe('a date of birth', () => {
  it('is given once, and corrected by support', async () => {
    const user = newUser();
    expect(await born(user, '2010-05-04')).toMatchObject({ dateOfBirth: '2010-05-04', country: 'KE', minimumAge: 18 });
    expect(await born(user, '2010-05-04')).toMatchObject({ __typename: 'ResponsibleGaming' });
    expect(await born(user, '1990-05-04')).toMatchObject({ code: 'DATE_OF_BIRTH_ALREADY_SET' });
    expect(await born(user, '2010-05-04', 'DE')).toMatchObject({ code: 'DATE_OF_BIRTH_ALREADY_SET' });
    const input = { userId: user.id, dateOfBirth: '1990-05-04', country: 'KE' };
    await expect(act('correctDateOfBirth', input, user)).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    expect(await act('correctDateOfBirth', input, support)).toMatchObject({ dateOfBirth: '1990-05-04' });
    await expect(act('correctDateOfBirth', { ...input, userId: newId('usr') }, support)).rejects.toMatchObject({
      extensions: { code: 'NOT_FOUND' },
    });
    const told = (await graph.told('wallets.gaming.date_of_birth_set')).filter(({ subject }) => subject === user.id);
    expect(told.map(({ data }) => data)).toEqual([{ by: 'USER' }, { by: 'SUPPORT' }]);
  });

  it.each(['2026-02-30', '1890-01-01', '3000-01-01', 'yesterday'])(
    'of %s is the mistake of the caller',
    async (date) => {
      await expect(born(newUser(), date)).rejects.toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', field: 'dateOfBirth' },
      });
    },
  );

  it('is compared with the age of the country, which administrators set', async () => {
    const user = newUser();
    await born(user, `${clock.getUTCFullYear() - 19}-01-01`, 'SE');
    expect(await stake(user, 1n)).toBeNull();
    const input = { country: 'se', years: 20 };
    await expect(act('setMinimumAge', input, support)).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    const admin = person('usr_admin', 'ADMIN');
    expect(await act('setMinimumAge', input, admin)).toMatchObject({ country: 'SE', years: 20 });
    expect(await stake(user, 1n)).toBe('UnderAge');
    await expect(act('setMinimumAge', { ...input, years: 17 }, admin)).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'years' },
    });
    const { data } = await graph.query('{ minimumAges { country years } }');
    expect(data['minimumAges']).toContainEqual({ country: 'SE', years: 20 });
  });

  it('is deleted when the user is erased, and exclusions stay', async () => {
    const user = newUser();
    await born(user, '1990-05-04');
    const excluding = { userId: user.id, permanently: true, reason: 'Asked by mail.', idempotencyKey: newId('req') };
    await act('excludeUser', excluding, support);
    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    const fact = { subject: user.id, sequence: 2, data: {} };
    await graph.bus.publish('users.user', [newEvent(usersUser, 'erased', fact, { ...trail, now: () => clock })]);
    await until('the date is deleted', async () => (await limitsOf(user)).dateOfBirth === null);
    expect(await limitsOf(user)).toMatchObject({
      country: null,
      exclusion: { until: null },
      exclusions: [{ reason: null }],
    });
  });
});

describe('the session', () => {
  it('shows its length, and stakes and returns since it began', async () => {
    clock = new Date();
    const user = newUser();
    await born(user, '1990-05-04');
    pass(-hourMs);
    await stake(user, 5_000n);
    pass(hourMs + 90_000);
    await stake(user, 1_000n);
    await stake(user, 300n, 'USD');
    const won = { userId: user.id, currency: 'KES', amountMinor: 250n, reference: `win:${user.id}` };
    await recordReturns(graph.pool, [won], clock);
    const { session } = await limitsOf(user);
    expect(session.minutes).toBe(1);
    expect(session.positions).toEqual([
      { staked: { amount: '10.00', currency: 'KES' }, returned: { amount: '2.50' }, net: { amount: '-7.50' } },
      { staked: { amount: '3.00', currency: 'USD' }, returned: { amount: '0.00' }, net: { amount: '-3.00' } },
    ]);
  });
});
