import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { type CashDesk, type Json, openCashDesk, untilStatus } from './cash-desk.ts';

let desk: CashDesk;
beforeAll(async () => {
  desk = await openCashDesk();
});
afterEach(() => live());
afterAll(() => desk.close());

const kes = (amount: string) => ({ amount, currency: 'KES' });

/** The other service dies at this step: before it has done its work, or after it, so that nobody hears of it. */
const steps = ['before', 'after'] as const;

const die = (): never => {
  throw new Error('The process has died.');
};

const dies = (service: 'payments' | 'users', step: (typeof steps)[number]): void => {
  desk[service].watch[step] = die;
};

/** Both services answer again. */
function live(): void {
  for (const { watch } of [desk.payments, desk.users]) {
    delete watch.before;
    delete watch.after;
  }
}

describe.each(steps)('a service that dies %s its work', (step) => {
  it('collectFunds: the deposit is credited once, when the client repeats it', async () => {
    const { viewer, walletId } = await desk.owner();
    const money = { method: 'STRIPE_CARD', token: 'pm_paid', amount: kes('1000.00') };
    const input = { walletId, ...money, idempotencyKey: newId('req') };
    dies('payments', step);
    expect(await desk.deposit(viewer, input)).toMatchObject({ status: 'CREATED' });
    live();
    expect(await desk.deposit(viewer, input)).toMatchObject({ status: 'COMPLETED' });
    expect(await desk.deposit(viewer, input)).toMatchObject({ status: 'COMPLETED' });
    expect(await desk.balance(viewer)).toMatchObject({ balance: '1000.00' });
  });

  it('challengeUser, verifyUserChallenge, disburseFunds: the withdrawal is paid once', async () => {
    const { viewer, walletId } = await desk.owner();
    const money = { method: 'STRIPE_CARD', token: 'pm_paid', amount: kes('1000.00') };
    await desk.deposit(viewer, { walletId, ...money });
    const input = { walletId, amount: kes('700.00'), idempotencyKey: newId('req') };
    dies('users', step);
    expect(await desk.withdraw(viewer, input)).toHaveProperty('code');
    live();
    const { id, status } = await desk.withdraw(viewer, input);
    expect(status).toBe('REQUESTED');
    dies('users', step);
    expect(await desk.confirm(viewer, id)).toHaveProperty('code');
    live();
    dies('payments', step);
    expect(await desk.confirm(viewer, id)).toMatchObject({ status: 'HELD' });
    expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '300.00' });
    live();
    const look = (): Promise<Json> => desk.lookWithdrawal(viewer, id);
    desk.advance(31_000);
    await untilStatus(look, 'SUBMITTED');
    desk.payments.disbursements.get(id)!.status = 'SUCCEEDED';
    desk.advance(31_000);
    await untilStatus(look, 'COMPLETED');
    expect(await desk.balance(viewer)).toEqual({ balance: '300.00', available: '300.00' });
    expect(await desk.trialBalance()).toBe(0n);
  });
});
