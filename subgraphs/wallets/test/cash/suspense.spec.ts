import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserViewer, Viewer } from '@soko/auth';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { person, until } from '@soko/testing';
import { invariants } from '../../store/invariants.ts';
import { type CashDesk, type Json, openCashDesk, support, untilStatus } from './cash-desk.ts';

let desk: CashDesk;
beforeAll(async () => {
  desk = await openCashDesk({
    WALLET_ADJUSTMENT_REVIEW_ABOVE: '1000,JPY=5',
    WALLET_ADJUSTMENT_REVIEW_ABOVE_DAILY: '2500',
  });
});
afterAll(() => desk.close());

const [admin, other] = [person('usr_admin', 'ADMIN'), person('usr_other_admin', 'ADMIN')];
const kes = (amount: string) => ({ amount, currency: 'KES' });
const parts = '... on WalletAdjustment { id kind status aboutId amount { amount } wallet { id } }';
const reason = 'The receipt shows who has paid it';
const keyed = (input: object): object => ({ idempotencyKey: newId('req'), reason, ...input });

const resolve = (id: string, resolution: string, as: Viewer = admin, more: object = {}): Promise<Json> =>
  desk.mutate(as, 'resolveSuspense', keyed({ suspenseItemId: id, resolution, ...more }), parts);
const approve = (adjustmentId: string, as: Viewer = other): Promise<Json> =>
  desk.mutate(as, 'approveWalletAdjustment', { adjustmentId }, parts);
const writeOff = (walletId: string, amount: string): Promise<Json> =>
  desk.mutate(
    admin,
    'writeOffDebt',
    keyed({ walletId, amount: kes(amount) }),
    `${parts} ... on DebtTooSmall { debt { amount } }`,
  );
const adjust = (walletId: string, amount: object, as: Viewer = admin): Promise<Json> =>
  desk.mutate(as, 'adjustWallet', keyed({ walletId, amount, direction: 'CREDIT' }), parts);

async function listed(): Promise<Json[]> {
  const { data } = await desk.query(
    '{ suspense { id reason amount { amount currency } wallet { id } } }',
    {},
    { as: admin },
  );
  return data['suspense'];
}

async function debtOf(viewer: Viewer): Promise<string> {
  const { data } = await desk.query('{ wallet(currency: "KES") { debt { amount } } }', {}, { as: viewer });
  return data['wallet'].debt.amount;
}

async function broken(): Promise<string[]> {
  const bounds = { since: new Date(0), settled: new Date(0) };
  const found = await checkInvariants(desk.pool, invariants, bounds);
  return found.filter((each) => each.broken.length > 0).map(({ invariant }) => invariant.name);
}

/** A deposit of 1,000 shillings that brought another amount. */
async function inSuspense(received: string, money = { method: 'MPESA', phone: '0712345678', amount: kes('1000.00') }) {
  const { viewer, walletId } = await desk.owner();
  const made = await desk.deposit(viewer, { walletId, ...money });
  await desk.collection('succeeded', made.id, { receivedAmount: { amountMinor: received, currency: 'KES' } });
  await untilStatus(() => desk.lookDeposit(viewer, made.id), 'FAILED');
  return { viewer, walletId, id: made.id as string };
}

describe('money in suspense', () => {
  it('is listed until it is given to its wallet, once', async () => {
    const { viewer, walletId, id } = await inSuspense('99900');
    expect(await listed()).toEqual([{ id, reason: 'AMOUNT_DIFFERS', amount: kes('999.00'), wallet: { id: walletId } }]);
    expect(await broken()).toEqual(['no-deposit-in-suspense']);
    const idempotencyKey = newId('req');
    const [first, again] = await Promise.all([1, 2].map(() => resolve(id, 'WALLET', admin, { idempotencyKey })));
    expect(first).toMatchObject({ status: 'POSTED', kind: 'SUSPENSE', aboutId: id, amount: { amount: '999.00' } });
    expect(again).toEqual(first);
    expect(await resolve(id, 'WRITE_OFF', other)).toMatchObject({ code: 'NOT_IN_SUSPENSE' });
    expect(await desk.balance(viewer)).toMatchObject({ balance: '999.00' });
    expect(await desk.account('suspense')).toBe(0n);
    expect(await listed()).toEqual([]);
    expect(await broken()).toEqual([]);
  });

  it('that was given to its wallet leaves it when a bank takes it back', async () => {
    const { viewer, id } = await inSuspense('50000');
    await resolve(id, 'WALLET', other);
    await desk.collection('returned', id, { returnedAmount: { amountMinor: '50000', currency: 'KES' } });
    await until('it went back', async () => (await desk.lookDeposit(viewer, id)).returned !== null);
    expect(await desk.balance(viewer)).toMatchObject({ balance: '0.00' });
    expect(await desk.account('suspense')).toBe(0n);
    expect(await broken()).toEqual([]);
  });

  it('waits for another administrator when it is much, and can be kept', async () => {
    const { viewer, id } = await inSuspense('500000');
    const proposed = await resolve(id, 'WRITE_OFF');
    expect(proposed).toMatchObject({ status: 'PROPOSED', kind: 'SUSPENSE_WRITE_OFF', amount: { amount: '5000.00' } });
    expect(await resolve(id, 'WALLET', other)).toMatchObject({ code: 'NOT_IN_SUSPENSE' });
    expect(await approve(proposed.id, admin)).toMatchObject({ code: 'OWN_ADJUSTMENT' });
    expect(await desk.account('suspense')).toBe(500_000n);
    expect(await approve(proposed.id)).toMatchObject({ status: 'POSTED' });
    expect(await desk.account('suspense')).toBe(0n);
    expect(await desk.balance(viewer)).toMatchObject({ balance: '0.00' });
    expect(await broken()).toEqual([]);
  });

  it('that goes back while its resolution waits for approval is not paid a second time', async () => {
    const back = async (viewer: Viewer, id: string, amountMinor: string) => {
      await desk.collection('returned', id, { returnedAmount: { amountMinor, currency: 'KES' } });
      await until('it went back', async () => (await desk.lookDeposit(viewer, id)).returned !== null);
    };
    for (const [returned, left] of [
      ['500000', null],
      ['450000', '500.00'],
    ] as const) {
      const { viewer, id } = await inSuspense('500000');
      const { id: proposal } = await resolve(id, 'WALLET');
      await back(viewer, id, returned);
      expect(await approve(proposal)).toMatchObject({ code: 'NOT_IN_SUSPENSE' });
      expect(await desk.mutate(other, 'rejectWalletAdjustment', { adjustmentId: proposal }, parts)).toMatchObject({
        status: 'REJECTED',
      });
      expect(await desk.balance(viewer)).toMatchObject({ balance: '0.00' });
      if (left !== null) expect(await resolve(id, 'WALLET')).toMatchObject({ amount: { amount: left } });
      expect(await desk.account('suspense')).toBe(0n);
      expect(await broken()).toEqual([]);
    }
  });

  it('that Soko kept leaves Soko when a bank takes it back', async () => {
    const { viewer, id } = await inSuspense('50000');
    const goodwill = await desk.account('goodwill');
    await resolve(id, 'WRITE_OFF');
    await desk.collection('returned', id, { returnedAmount: { amountMinor: '50000', currency: 'KES' } });
    await until('it went back', async () => (await desk.lookDeposit(viewer, id)).returned !== null);
    expect([await desk.account('suspense'), await desk.account('goodwill')]).toEqual([0n, goodwill]);
    expect(await desk.balance(viewer)).toMatchObject({ balance: '0.00' });
    expect(await broken()).toEqual([]);
    // And comes back to Soko when the return fails.
    await desk.collection('return_reversed', id, { returnedAmount: { amountMinor: '0', currency: 'KES' } });
    await until('it is here again', async () => (await desk.lookDeposit(viewer, id)).returned === null);
    expect([await desk.account('suspense'), await desk.account('goodwill')]).toEqual([0n, goodwill - 50_000n]);
    expect(await broken()).toEqual([]);
  });

  it('of a withdrawal that was paid after all is taken from the wallet; the rest is a debt, which can be written off', async () => {
    const owner = await desk.owner();
    const { viewer } = owner;
    await desk.deposit(viewer, {
      walletId: owner.walletId,
      method: 'STRIPE_CARD',
      token: 'pm_paid',
      amount: kes('1000.00'),
    });
    const { id } = await desk.withdraw(viewer, { walletId: owner.walletId, amount: kes('600.00') });
    await desk.confirm(viewer, id);
    await desk.disbursement('failed', id);
    await untilStatus(() => desk.lookWithdrawal(viewer, id), 'FAILED');
    const pot = { currency: 'KES', name: 'Rent', idempotencyKey: newId('req') };
    const { id: toWalletId } = await desk.mutate(viewer, 'openWallet', pot, '... on Wallet { id }');
    const moved = { fromWalletId: owner.walletId, toWalletId, amount: kes('900.00'), idempotencyKey: newId('req') };
    await desk.mutate(viewer, 'transfer', moved);
    await desk.disbursement('succeeded', id);
    await until('it is in suspense', async () => (await listed()).length === 1);
    expect(await listed()).toMatchObject([{ id, reason: 'PAID_LATE', amount: kes('-600.00') }]);
    expect(await resolve(id, 'WALLET', other)).toMatchObject({ status: 'POSTED', amount: { amount: '600.00' } });
    expect([await desk.balance(viewer), await debtOf(viewer)]).toEqual([
      { balance: '0.00', available: '0.00' },
      '500.00',
    ]);
    expect(await desk.account('suspense')).toBe(0n);
    expect(await broken()).toEqual([]);
    expect(await writeOff(owner.walletId, '500.01')).toMatchObject({
      code: 'DEBT_TOO_SMALL',
      debt: { amount: '500.00' },
    });
    expect(await writeOff(owner.walletId, '200.00')).toMatchObject({ status: 'POSTED', kind: 'DEBT_WRITE_OFF' });
    expect([await desk.balance(viewer), await debtOf(viewer)]).toEqual([
      { balance: '0.00', available: '0.00' },
      '300.00',
    ]);
    expect(await desk.trialBalance()).toBe(0n);
  });

  it.each([
    ['99900', '-1.00', 'WALLET', '999.00'],
    ['100500', '5.00', 'WALLET', '1005.00'],
    ['99900', '-1.00', 'WRITE_OFF', '1000.00'],
  ])(
    'is the difference of a deposit that was credited before %s arrived: %s, for %s',
    async (received, difference, resolution, balance) => {
      const { viewer, walletId } = await desk.owner();
      const float = await desk.account('mpesa_float');
      const made = await desk.deposit(viewer, {
        walletId,
        method: 'MPESA',
        phone: '0712345678',
        amount: kes('1000.00'),
      });
      const { id } = made;
      await desk.collection('succeeded', id, { receipt: null });
      const receivedAmount = { amountMinor: received, currency: 'KES' };
      for (const _ of [1, 2]) await desk.collection('corrected', id, { receivedAmount });
      await until('it is in suspense', async () => (await listed()).length === 1);
      expect(await listed()).toEqual([
        { id, reason: 'AMOUNT_DIFFERS', amount: kes(difference), wallet: { id: walletId } },
      ]);
      expect(await desk.lookDeposit(viewer, id)).toMatchObject({
        status: 'COMPLETED',
        receipt: 'SKX1',
        received: { amount: (Number(received) / 100).toFixed(2) },
      });
      expect(await desk.balance(viewer)).toMatchObject({ balance: '1000.00' });
      expect((await desk.account('mpesa_float')) - float).toBe(BigInt(received));
      expect(await broken()).toEqual(['no-deposit-in-suspense']);
      expect(await desk.eventsOf(id)).toEqual(['created', 'pending', 'completed', 'corrected']);
      expect(await resolve(id, resolution)).toMatchObject({ status: 'POSTED', aboutId: id });
      expect(await resolve(id, resolution, other)).toMatchObject({ code: 'NOT_IN_SUSPENSE' });
      expect(await desk.balance(viewer)).toMatchObject({ balance });
      expect([await desk.account('suspense'), await desk.trialBalance()]).toEqual([0n, 0n]);
      expect(await broken()).toEqual([]);
    },
  );

  it('is decided by administrators alone', async () => {
    expect(await resolve(newId('dep'), 'WALLET', support)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await resolve(newId('wdr'), 'WALLET')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await resolve(newId('wdr'), 'WALLET', admin, { reason: 'short' })).toMatchObject({ field: 'reason' });
  });
});

describe('what one administrator moves alone', () => {
  it('is limited within 24 hours and in one currency, also at the same moment', async () => {
    const clerk = person('usr_clerk', 'ADMIN');
    const [{ walletId }, { walletId: yen }] = [await desk.owner(), await desk.owner('JPY')];
    const made = await Promise.all([1, 2, 3, 4].map(() => adjust(walletId, kes('1000.00'), clerk)));
    expect(made.map(({ status }) => String(status)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'POSTED',
      'POSTED',
      'PROPOSED',
      'PROPOSED',
    ]);
    expect(await adjust(walletId, kes('500.00'), clerk)).toMatchObject({ status: 'POSTED' });
    expect(await adjust(walletId, kes('0.01'), clerk)).toMatchObject({ status: 'PROPOSED' });
    expect(await adjust(yen, { amount: '5', currency: 'JPY' }, clerk)).toMatchObject({ status: 'POSTED' });
    expect(await adjust(yen, { amount: '6', currency: 'JPY' }, clerk)).toMatchObject({ status: 'PROPOSED' });
    desk.advance(86_400_001);
    expect(await adjust(walletId, kes('0.01'), clerk)).toMatchObject({ status: 'POSTED' });
  });
});

describe('a withdrawal whose owner is erased before it is confirmed', () => {
  it('fails, and holds nothing', async () => {
    const { viewer, walletId } = await desk.owner();
    await desk.deposit(viewer, { walletId, method: 'STRIPE_CARD', token: 'pm_paid', amount: kes('1000.00') });
    const { id } = await desk.withdraw(viewer, { walletId, amount: kes('600.00') });
    const trail = {
      correlationId: 'cor_spec',
      causationId: null,
      actor: { kind: 'service', id: 'users' },
      now: () => new Date(),
    };
    const about = { subject: (viewer as UserViewer).id, sequence: 9, data: {} as never };
    await desk.bus.publish(usersUser.name, [newEvent(usersUser, 'erased', about, trail as never)]);
    await until('the phone is forgotten', async () => (await desk.lookWithdrawal(viewer, id)).maskedPhone === null);
    expect(await desk.confirm(viewer, id)).toMatchObject({ status: 'FAILED' });
    expect(await desk.lookWithdrawal(support, id)).toMatchObject({ status: 'FAILED' });
    expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '1000.00' });
    expect(desk.payments.disbursements.has(id)).toBe(false);
  });

  it('ends also when its hold was made by an earlier version', async () => {
    const { viewer, walletId } = await desk.owner();
    await desk.deposit(viewer, { walletId, method: 'STRIPE_CARD', token: 'pm_paid', amount: kes('1000.00') });
    const { id } = await desk.withdraw(viewer, { walletId, amount: kes('600.00') });
    desk.payments.watch.before = () => {
      throw new Error('Payments is away.');
    };
    expect(await desk.confirm(viewer, id)).toMatchObject({ status: 'HELD' });
    await desk.pool.query('UPDATE withdrawal SET phone = NULL WHERE id = $1', [id]);
    delete desk.payments.watch.before;
    desk.advance(31_000);
    await untilStatus(() => desk.lookWithdrawal(viewer, id), 'FAILED');
    expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '1000.00' });
    expect(await broken()).toEqual([]);
  });
});

describe('the number of SQL statements', () => {
  it('of a deposit, of a withdrawal and its confirmation is fixed', async () => {
    const { viewer, walletId } = await desk.owner();
    const money = { method: 'STRIPE_CARD', token: 'pm_paid', amount: kes('1000.00') };
    const deposit = await desk.statements(() => desk.deposit(viewer, { walletId, ...money }));
    const request = await desk.statements(() => desk.withdraw(viewer, { walletId, amount: kes('100.00') }));
    const confirm = await desk.statements(() => desk.confirm(viewer, request.result.id));
    expect([deposit.result.status, request.result.status, confirm.result.status]).toEqual([
      'COMPLETED',
      'REQUESTED',
      'SUBMITTED',
    ]);
    expect({ deposit: deposit.count, request: request.count, confirm: confirm.count }).toEqual({
      deposit: 15,
      request: 10,
      confirm: 15,
    });
  });

  it('of the balances of sellers does not depend on their number', async () => {
    const document = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Seller { balance { currency } } } }`;
    const ask = (size: number) =>
      desk.statements(() => {
        const of = Array.from({ length: size }, (_, index) => ({ __typename: 'Seller', id: `slr_${index}` }));
        return desk.query(document, { of }, { as: support });
      });
    const [few, many] = [await ask(1), await ask(50)];
    expect([few.result.errors, many.result.errors]).toEqual([undefined, undefined]);
    expect([few.count, many.count]).toEqual([1, 1]);
  });
});
