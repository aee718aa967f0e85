import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { type CashDesk, type Json, openCashDesk, untilStatus } from '../cash/cash-desk.ts';

let desk: CashDesk;
beforeAll(async () => {
  desk = await openCashDesk();
});
afterAll(() => desk.close());

const kes = (amount: string) => ({ amount, currency: 'KES' });
const byPhone = (amount: string) => ({ method: 'MPESA', phone: '0712345678', amount: kes(amount) });

const act = (as: Viewer, mutation: string, input: object): Promise<Json> =>
  desk.mutate(as, mutation, { idempotencyKey: newId('req'), ...input });

async function paid(as: Viewer, walletId: string, amount: string): Promise<void> {
  const { id } = await desk.deposit(as, { walletId, ...byPhone(amount) });
  const money = { amountMinor: amount.replace('.', ''), currency: 'KES' };
  await desk.collection('succeeded', id, { amount: money, receivedAmount: money, receipt: `R${id.slice(-9)}` });
  await untilStatus(() => desk.lookDeposit(as, id), 'COMPLETED');
}

const limitDeposits = (as: Viewer, amount: string): Promise<Json> =>
  act(as, 'setLimit', { kind: 'DEPOSIT', period: 'DAY', amount: kes(amount) });

async function left(as: Viewer): Promise<string> {
  const { data } = await desk.query('{ limits { limits { left { amount } } } }', {}, { as });
  return data['limits'].limits[0].left.amount;
}

describe('an excluded user', () => {
  it('withdraws the whole balance, and deposits nothing', async () => {
    const { viewer, walletId } = await desk.owner();
    await paid(viewer, walletId, '1000.00');
    expect(await act(viewer, 'excludeMyself', { permanently: true })).toEqual({ __typename: 'Exclusion' });
    expect(await desk.deposit(viewer, { walletId, ...byPhone('100.00') })).toMatchObject({ code: 'EXCLUDED' });
    const { id } = await desk.withdraw(viewer, { walletId, amount: kes('1000.00') });
    expect(await desk.confirm(viewer, id)).toMatchObject({ status: 'SUBMITTED' });
    await desk.disbursement('succeeded', id);
    await untilStatus(() => desk.lookWithdrawal(viewer, id), 'COMPLETED');
    expect(await desk.balance(viewer)).toEqual({ balance: '0.00', available: '0.00' });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('is credited with a deposit that was asked for before', async () => {
    const { viewer, walletId } = await desk.owner();
    const { id } = await desk.deposit(viewer, { walletId, ...byPhone('1000.00') });
    await act(viewer, 'takeTimeOut', { hours: 24 });
    await desk.collection('succeeded', id);
    await untilStatus(() => desk.lookDeposit(viewer, id), 'COMPLETED');
    expect(await desk.balance(viewer)).toMatchObject({ balance: '1000.00' });
  });
});

describe('a limit on deposits', () => {
  it('is never exceeded by deposits at once, and repeats count once', async () => {
    const { viewer, walletId } = await desk.owner();
    await limitDeposits(viewer, '1000.00');
    const keys = Array.from({ length: 20 }, () => newId('req'));
    const asked = [...keys, ...keys].map((idempotencyKey) =>
      desk.deposit(viewer, { walletId, idempotencyKey, ...byPhone('150.00') }),
    );
    const answers = await Promise.all(asked);
    const made = new Set(answers.flatMap((answer) => answer.id ?? []));
    expect(made.size).toBe(6);
    expect(answers.filter(({ code }) => code !== undefined).every(({ code }) => code === 'LIMIT_REACHED')).toBe(true);
    expect(await left(viewer)).toBe('100.00');
  });

  it('does not count a deposit that failed, until its money arrives after all', async () => {
    const { viewer, walletId } = await desk.owner();
    await limitDeposits(viewer, '1500.00');
    const { id } = await desk.deposit(viewer, { walletId, ...byPhone('1000.00') });
    expect(await left(viewer)).toBe('500.00');
    await desk.collection('failed', id);
    await untilStatus(() => desk.lookDeposit(viewer, id), 'FAILED');
    expect(await left(viewer)).toBe('1500.00');
    await desk.collection('succeeded', id);
    await untilStatus(() => desk.lookDeposit(viewer, id), 'COMPLETED');
    expect(await left(viewer)).toBe('500.00');
  });
});
