import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { recordReturns } from '../../store/gaming/record-returns.ts';
import { type Gaming, newUser, startGaming } from './start-gaming.ts';

let gaming: Gaming;
beforeAll(async () => {
  gaming = await startGaming();
});
afterAll(() => gaming.graph.close());

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const setLimit = (as: Viewer, amount: string, { kind = 'STAKE', period = 'DAY', idempotencyKey = newId('req') } = {}) =>
  gaming.act('setLimit', { kind, period, amount: { amount, currency: 'KES' }, idempotencyKey }, as);
const removeLimit = (as: Viewer) =>
  gaming.act('removeLimit', { kind: 'STAKE', period: 'DAY', currency: 'KES', idempotencyKey: newId('req') }, as);
const confirm = (as: Viewer, limitIncreaseId: string) =>
  gaming.act('confirmLimitIncrease', { limitIncreaseId, idempotencyKey: newId('req') }, as);

describe('a limit', () => {
  it('holds at once when it is first or lower, and is shown with its use', async () => {
    const user = newUser();
    await gaming.born(user, '1990-05-04');
    expect(await setLimit(user, '10.00')).toMatchObject({ limit: { amount: '10.00' }, left: { amount: '10.00' } });
    expect(await gaming.stake(user, 600n)).toBeNull();
    expect(await setLimit(user, '5.00')).toMatchObject({
      limit: { amount: '5.00' },
      used: { amount: '6.00' },
      left: { amount: '0.00' },
      pendingIncrease: null,
    });
    expect(await gaming.stake(user, 1n)).toBe('LimitReached');
    const { limits, limitChanges } = await gaming.limitsOf(user);
    expect(limits).toHaveLength(1);
    expect(limitChanges).toEqual([
      { status: 'APPLIED', amount: { amount: '5.00' }, previous: { amount: '10.00' } },
      { status: 'APPLIED', amount: { amount: '10.00' }, previous: null },
    ]);
    const told = (await gaming.graph.told('wallets.gaming.limit_changed')).filter(({ subject }) => subject === user.id);
    expect(told.map(({ data, sequence }) => [data, sequence])).toEqual([
      [{ kind: 'STAKE', period: 'DAY', currency: 'KES', amountMinor: '1000', previousMinor: null }, 2],
      [{ kind: 'STAKE', period: 'DAY', currency: 'KES', amountMinor: '500', previousMinor: '1000' }, 3],
    ]);
  });

  it('is raised 24 hours after the request and with a confirmation, not before and not without', async () => {
    const user = newUser();
    await gaming.born(user, '1990-05-04');
    await setLimit(user, '10.00');
    const asked = await setLimit(user, '20.00');
    expect(asked).toMatchObject({
      limit: { amount: '10.00' },
      pendingIncrease: {
        amount: { amount: '20.00' },
        confirmableAt: new Date(gaming.now().getTime() + dayMs).toISOString(),
        confirmBefore: new Date(gaming.now().getTime() + 8 * dayMs).toISOString(),
      },
    });
    const { id } = asked.pendingIncrease!;
    gaming.pass(dayMs - 1);
    // The same wish keeps its request.
    expect((await setLimit(user, '20.00')).pendingIncrease).toMatchObject({ id });
    expect(await confirm(user, id)).toMatchObject({ __typename: 'LimitIncreaseTooEarly' });
    expect(await gaming.stake(user, 1_001n)).toBe('LimitReached');
    gaming.pass(1);
    expect(await gaming.stake(user, 1_001n)).toBe('LimitReached');
    expect(await confirm(user, id)).toMatchObject({ limit: { amount: '20.00' }, pendingIncrease: null });
    expect(await confirm(user, id)).toMatchObject({ __typename: 'GamingLimit', limit: { amount: '20.00' } });
    expect(await gaming.stake(user, 2_000n)).toBeNull();
  });

  it('is removed as it is raised', async () => {
    const user = newUser();
    await gaming.born(user, '1990-05-04');
    expect(await removeLimit(user)).toMatchObject({ limit: null, left: null, pendingIncrease: null });
    await setLimit(user, '10.00');
    const { pendingIncrease } = await removeLimit(user);
    expect(pendingIncrease).toMatchObject({ amount: null });
    gaming.pass(dayMs);
    expect(await confirm(user, pendingIncrease!.id)).toMatchObject({ limit: null, left: null });
    expect(await gaming.stake(user, 100_000n)).toBeNull();
  });

  it('is not raised by a request that was replaced, lapsed, or is of someone else', async () => {
    const user = newUser();
    await setLimit(user, '10.00');
    const replaced = (await setLimit(user, '20.00')).pendingIncrease!;
    const lapsing = (await setLimit(user, '30.00')).pendingIncrease!;
    gaming.pass(dayMs);
    expect(await confirm(user, replaced.id)).toMatchObject({ code: 'LIMIT_INCREASE_ENDED' });
    await expect(confirm(newUser(), lapsing.id)).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    await expect(confirm(user, 'lch_unknown')).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    gaming.pass(7 * dayMs);
    expect(await confirm(user, lapsing.id)).toMatchObject({ code: 'LIMIT_INCREASE_ENDED' });
    expect((await gaming.limitsOf(user)).limits[0].pendingIncrease).toBeNull();
    // Lowering it also ends a request.
    const ended = (await setLimit(user, '30.00')).pendingIncrease!;
    expect(ended.id).not.toBe(lapsing.id);
    await setLimit(user, '10.00');
    gaming.pass(dayMs);
    expect(await confirm(user, ended.id)).toMatchObject({ code: 'LIMIT_INCREASE_ENDED' });
  });

  it('is set once for one key, and never raised by wishes at once', async () => {
    const user = newUser();
    const idempotencyKey = newId('req');
    await Promise.all(Array.from({ length: 10 }, () => setLimit(user, '10.00', { idempotencyKey })));
    await Promise.all(['50.00', '20.00', '8.00', '30.00', '9.00'].map((amount) => setLimit(user, amount)));
    const { limits, limitChanges } = await gaming.limitsOf(user);
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

  it('can be lowered during an exclusion, and not raised', async () => {
    const user = newUser();
    await setLimit(user, '10.00');
    const { id } = (await setLimit(user, '20.00')).pendingIncrease!;
    await gaming.act('takeTimeOut', { hours: 48, idempotencyKey: newId('req') }, user);
    gaming.pass(dayMs);
    expect(await confirm(user, id)).toMatchObject({ code: 'EXCLUDED' });
    expect(await setLimit(user, '15.00')).toMatchObject({ code: 'EXCLUDED' });
    expect(await setLimit(user, '5.00')).toMatchObject({ limit: { amount: '5.00' } });
  });
});

describe('the session', () => {
  it('shows its length, and stakes and returns since it began', async () => {
    gaming.setNow(new Date());
    const user = newUser();
    await gaming.born(user, '1990-05-04');
    gaming.pass(-hourMs);
    await gaming.stake(user, 5_000n);
    gaming.pass(hourMs + 90_000);
    await gaming.stake(user, 1_000n);
    await gaming.stake(user, 300n, 'USD');
    const won = { userId: user.id, currency: 'KES', amountMinor: 250n, reference: `win:${user.id}` };
    await recordReturns(gaming.graph.pool, [won], gaming.now());
    const { session } = await gaming.limitsOf(user);
    expect(session.minutes).toBe(1);
    expect(session.positions).toEqual([
      { staked: { amount: '10.00', currency: 'KES' }, returned: { amount: '2.50' }, net: { amount: '-7.50' } },
      { staked: { amount: '3.00', currency: 'USD' }, returned: { amount: '0.00' }, net: { amount: '-3.00' } },
    ]);
  });
});
