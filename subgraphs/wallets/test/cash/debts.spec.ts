import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import { type CashDesk, type Json, openCashDesk } from './cash-desk.ts';

let desk: CashDesk;
beforeAll(async () => {
  desk = await openCashDesk();
});
afterAll(() => desk.close());

const kes = (amount: string) => ({ amount, currency: 'KES' });
const key = () => ({ idempotencyKey: newId('req') });

async function debtOf(viewer: Viewer): Promise<string> {
  const { data } = await desk.query('{ wallet(currency: "KES") { debt { amount } } }', {}, { as: viewer });
  return data['wallet'].debt.amount;
}

/** A person who has put 900 shillings aside and owes 300: the bank took back what the main wallet had no more. */
async function debtor(): Promise<{ viewer: Viewer; walletId: string; potId: string }> {
  const { viewer, walletId } = await desk.owner();
  const byCard = { walletId, method: 'STRIPE_CARD', token: 'pm_paid', amount: kes('1000.00') };
  const { id } = await desk.deposit(viewer, byCard);
  const pot = { currency: 'KES', name: 'Rent', ...key() };
  const { id: potId } = await desk.mutate(viewer, 'openWallet', pot, '... on Wallet { id }');
  const moved = { fromWalletId: walletId, toWalletId: potId, amount: kes('900.00'), ...key() };
  await desk.mutate(viewer, 'transfer', moved);
  await desk.collection('returned', id, { returnedAmount: { amountMinor: '40000', currency: 'KES' } });
  await until('it is owed', async () => (await debtOf(viewer)) === '300.00');
  return { viewer, walletId, potId };
}

const take = (viewer: Viewer, walletId: string, amount: string): Promise<Json> =>
  desk.withdraw(viewer, { walletId, amount: kes(amount) });

const repay = (viewer: Viewer, walletId: string, amount: string, more: object = key()): Promise<Json> =>
  desk.mutate(
    viewer,
    'repayDebt',
    { walletId, amount: kes(amount), ...more },
    '... on Wallet { available { amount } }',
  );

describe('a withdrawal of a user who owes money', () => {
  it('from a pot leaves as much as the debt, also when two are confirmed at once', async () => {
    const { viewer, potId } = await debtor();
    expect(await take(viewer, potId, '601.00')).toMatchObject({ code: 'DEBT_NOT_COVERED' });
    const [one, two] = [await take(viewer, potId, '600.00'), await take(viewer, potId, '600.00')];
    const taken: Json[] = await Promise.all([one, two].map(({ id }) => desk.confirm(viewer, id)));
    const names = taken.map(({ __typename: name }) => String(name));
    expect(names.filter((name) => name === 'Withdrawal')).toHaveLength(1);
    expect(names.filter((name) => name === 'DebtNotCovered')).toHaveLength(1);
    expect(await take(viewer, potId, '10.00')).toMatchObject({ code: 'DEBT_NOT_COVERED' });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('from two wallets is counted over both', async () => {
    const { viewer, walletId, potId } = await debtor();
    const back = { fromWalletId: potId, toWalletId: walletId, amount: kes('450.00'), ...key() };
    await desk.mutate(viewer, 'transfer', back);
    const asked = [await take(viewer, walletId, '400.00'), await take(viewer, potId, '400.00')];
    const taken: Json[] = await Promise.all(asked.map(({ id }) => desk.confirm(viewer, id)));
    expect(taken.filter(({ __typename: name }) => name === 'Withdrawal')).toHaveLength(1);
    expect(taken.filter(({ code }) => code === 'DEBT_NOT_COVERED')).toHaveLength(1);
  });
});

describe('repaying a debt', () => {
  it('ends it, once for a key, from any own wallet', async () => {
    const { viewer, potId, walletId } = await debtor();
    const same = key();
    const twice: Json[] = await Promise.all([1, 2].map(() => repay(viewer, potId, '100.00', same)));
    expect(twice).toMatchObject([{ available: { amount: '800.00' } }, { available: { amount: '800.00' } }]);
    expect(await repay(viewer, potId, '150.00', same)).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(await repay(viewer, walletId, '1.00')).toMatchObject({ code: 'INSUFFICIENT_FUNDS' });
    expect(await repay(person('usr_stranger'), potId, '1.00')).toMatchObject({ code: 'NOT_FOUND' });
    for (const [amount, field] of [
      ['0.00', 'amount.amount'],
      ['-1.00', 'amount.amount'],
      ['1.001', 'amount.amount'],
    ] as const) {
      expect(await repay(viewer, potId, amount)).toMatchObject({ code: 'BAD_USER_INPUT', field });
    }
    const euros = { walletId: potId, amount: { amount: '1.00', currency: 'EUR' }, ...key() };
    expect(await desk.mutate(viewer, 'repayDebt', euros)).toMatchObject({ field: 'amount.currency' });
    const many: Json[] = await Promise.all(Array.from({ length: 6 }, () => repay(viewer, potId, '50.00')));
    expect(many.filter(({ __typename: name }) => name === 'Wallet')).toHaveLength(6);
    expect(await repay(viewer, potId, '50.00')).toMatchObject({ available: { amount: '600.00' } });
    expect([await debtOf(viewer), await desk.trialBalance()]).toEqual(['0.00', 0n]);
    expect(await take(viewer, potId, '600.00')).toMatchObject({ status: 'REQUESTED' });
  });

  it('costs a fixed number of SQL statements', async () => {
    const { viewer, potId } = await debtor();
    const counts = [];
    for (const amount of ['100.00', '150.00', '1.00']) {
      const { count, result } = await desk.statements(() => repay(viewer, potId, amount));
      expect(result.__typename).toBe('Wallet');
      counts.push(count);
    }
    expect(counts).toEqual([10, 10, 10]);
  });
});
