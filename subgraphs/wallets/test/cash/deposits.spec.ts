import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { person, until } from '@soko/testing';
import { invariants } from '../../store/invariants.ts';
import { type CashDesk, openCashDesk, support, untilStatus } from './cash-desk.ts';

let desk: CashDesk;
beforeAll(async () => {
  desk = await openCashDesk({ WALLETS_EXCISE: 'UG=1500' });
});
afterAll(() => desk.close());

const kes = (amount: string) => ({ amount, currency: 'KES' });
const byPhone = { method: 'MPESA', phone: '0712345678', amount: kes('1000.00') };

describe('a deposit by M-Pesa', () => {
  it('is credited once, by its event', async () => {
    const { viewer, walletId } = await desk.owner();
    const made = await desk.deposit(viewer, { walletId, ...byPhone });
    expect(made).toMatchObject({ status: 'PENDING', amount: kes('1000.00'), received: null, action: null });
    expect(desk.payments.collections.get(made.id)?.input).toMatchObject({ phone: '+254712345678', method: 'MPESA' });
    await desk.collection('succeeded', made.id);
    await desk.collection('succeeded', made.id);
    await desk.collection('failed', made.id);
    const done = await untilStatus(() => desk.lookDeposit(viewer, made.id), 'COMPLETED');
    expect(done).toMatchObject({ receipt: 'SKX1', received: { amount: '1000.00' }, credited: { amount: '1000.00' } });
    expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '1000.00' });
    expect(await desk.eventsOf(made.id)).toEqual(['created', 'pending', 'completed']);
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('that brings another amount is kept in suspense, and reported', async () => {
    const { viewer, walletId } = await desk.owner();
    const before = await desk.account('suspense');
    const made = await desk.deposit(viewer, { walletId, ...byPhone });
    const receivedAmount = { amountMinor: '99900', currency: 'KES' };
    await desk.collection('succeeded', made.id, { receivedAmount });
    const failed = await untilStatus(() => desk.lookDeposit(viewer, made.id), 'FAILED');
    expect(failed).toMatchObject({ failure: { code: 'amount_differs' }, received: { amount: '999.00' } });
    expect((await desk.account('suspense')) - before).toBe(99_900n);
    expect(await desk.balance(viewer)).toMatchObject({ balance: '0.00' });
    const [event] = (await desk.told('wallets.deposit.failed')).filter(({ subject }) => subject === made.id);
    expect(event?.data).toMatchObject({ code: 'amount_differs', received: receivedAmount });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('whose event was lost is found by asking, also after it failed before', async () => {
    const { viewer, walletId } = await desk.owner();
    const made = await desk.deposit(viewer, { walletId, ...byPhone });
    Object.assign(desk.payments.collections.get(made.id)!, { status: 'SUCCEEDED', received: kes('1000.00') });
    desk.advance(31_000);
    await untilStatus(() => desk.lookDeposit(viewer, made.id), 'COMPLETED');
    const late = await desk.deposit(viewer, { walletId, ...byPhone });
    await desk.collection('failed', late.id);
    await untilStatus(() => desk.lookDeposit(viewer, late.id), 'FAILED');
    await desk.collection('succeeded', late.id);
    await untilStatus(() => desk.lookDeposit(viewer, late.id), 'COMPLETED');
    expect(await desk.balance(viewer)).toMatchObject({ balance: '2000.00' });
  });

  it('is made once for a key, also in parallel, and survives that payments does not answer', async () => {
    const { viewer, walletId } = await desk.owner();
    const input = { walletId, ...byPhone, idempotencyKey: newId('req') };
    desk.payments.watch.before = () => {
      throw new Error('Payments is away.');
    };
    const [first, second] = await Promise.all([desk.deposit(viewer, input), desk.deposit(viewer, input)]);
    expect(first).toMatchObject({ status: 'CREATED', id: second.id });
    delete desk.payments.watch.before;
    expect(await desk.deposit(viewer, input)).toMatchObject({ status: 'PENDING', id: first.id });
    expect(await desk.deposit(viewer, { ...input, amount: kes('2000.00') })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    expect(await desk.deposit(viewer, { ...input, phone: '0712345679' })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
  });

  it('that payments never heard of fails', async () => {
    const { viewer, walletId } = await desk.owner();
    desk.payments.watch.before = () => {
      throw new Error('Payments is away.');
    };
    const made = await desk.deposit(viewer, { walletId, ...byPhone });
    delete desk.payments.watch.before;
    desk.advance(31_000);
    const failed = await untilStatus(() => desk.lookDeposit(viewer, made.id), 'FAILED');
    expect(failed).toMatchObject({ failure: { code: 'not_sent' } });
  });
});

describe('a deposit by card', () => {
  it('is credited at once, less the excise of the country', async () => {
    const { viewer, walletId } = await desk.owner('UGX');
    const amount = { amount: '50001', currency: 'UGX' };
    const made = await desk.deposit(viewer, { walletId, amount, method: 'STRIPE_CARD', token: 'pm_paid' });
    expect(made).toMatchObject({ status: 'COMPLETED', excise: { amount: '7500' }, credited: { amount: '42501' } });
    expect(await desk.balance(viewer, 'UGX')).toMatchObject({ balance: '42501' });
    expect(await desk.account('excise_due', 'UGX')).toBe(7_500n);
    expect(await desk.account('stripe_clearing', 'UGX')).toBe(50_001n);
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('shows its owner alone what their bank wants, and is confirmed by them', async () => {
    const { viewer, walletId } = await desk.owner('EUR');
    const amount = { amount: '20.00', currency: 'EUR' };
    const made = await desk.deposit(viewer, { walletId, amount, method: 'STRIPE_CARD', token: 'pm_action' });
    expect(made).toMatchObject({ status: 'PENDING', action: { clientSecret: 'secret of the intent' } });
    expect(await desk.lookDeposit(support, made.id)).toMatchObject({ status: 'PENDING', action: null });
    const confirm = (as = viewer) =>
      desk.mutate(as, 'confirmDeposit', { depositId: made.id }, '... on Deposit { status }');
    expect(await confirm()).toMatchObject({ status: 'PENDING' });
    expect(await confirm(person('usr_other'))).toMatchObject({ code: 'NOT_FOUND' });
    Object.assign(desk.payments.collections.get(made.id)!, { status: 'SUCCEEDED', received: amount });
    expect(await confirm()).toMatchObject({ status: 'COMPLETED' });
    expect(await confirm()).toMatchObject({ status: 'COMPLETED' });
    expect(await desk.balance(viewer, 'EUR')).toMatchObject({ balance: '20.00' });
    expect(await desk.lookDeposit(person('usr_other'), made.id)).toBeNull();
  });

  it('is declined with a reason', async () => {
    const { viewer, walletId } = await desk.owner('EUR');
    const amount = { amount: '20.00', currency: 'EUR' };
    const made = await desk.deposit(viewer, { walletId, amount, method: 'STRIPE_CARD', token: 'pm_declined' });
    expect(made).toMatchObject({ status: 'FAILED', failure: { code: 'declined' } });
  });
});

describe('a deposit whose money goes back', () => {
  const eur = (amountMinor: number) => ({ amountMinor: String(amountMinor), currency: 'EUR' });
  const byCard = { amount: { amount: '100.00', currency: 'EUR' }, method: 'STRIPE_CARD', token: 'pm_paid' };

  it('leaves the wallet; what is spent becomes a debt of its owner, also when the wallet is frozen', async () => {
    const { viewer, walletId } = await desk.owner('EUR');
    const ownerId = (viewer as { id: string }).id;
    const clearing = await desk.account('stripe_clearing', 'EUR');
    const made = await desk.deposit(viewer, { walletId, ...byCard });
    const pot = await desk.mutate(
      viewer,
      'openWallet',
      { currency: 'EUR', name: 'Rent', idempotencyKey: newId('req') },
      '... on Wallet { id }',
    );
    const transfer = { fromWalletId: walletId, toWalletId: pot.id, amount: { amount: '70.00', currency: 'EUR' } };
    await desk.mutate(viewer, 'transfer', { ...transfer, idempotencyKey: newId('req') });
    await desk.collection('returned', made.id, { returnedAmount: eur(2_000) });
    await desk.collection('returned', made.id, { returnedAmount: eur(2_000) });
    await until('a part went back', async () => (await desk.lookDeposit(viewer, made.id)).returned?.amount === '20.00');
    expect(await desk.balance(viewer, 'EUR')).toMatchObject({ balance: '10.00' });
    await desk.pool.query('UPDATE ledger_account SET frozen = true WHERE owner_id = $1', [ownerId]);
    await desk.collection('returned', made.id, { returnedAmount: eur(10_000) });
    await until('all went back', async () => (await desk.lookDeposit(viewer, made.id)).returned?.amount === '100.00');
    expect(await desk.balance(viewer, 'EUR')).toMatchObject({ balance: '0.00' });
    expect(await desk.account('customer_receivable', 'EUR')).toBe(7_000n);
    expect(await desk.account('stripe_clearing', 'EUR')).toBe(clearing);
    expect(await desk.eventsOf(made.id)).toEqual(['created', 'completed', 'returned', 'returned']);
    const [, last] = (await desk.told('wallets.deposit.returned')).filter(({ subject }) => subject === made.id);
    expect(last?.data).toMatchObject({ returned: eur(10_000), debt: eur(7_000) });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('is in the wallet again when its return fails, without what its owner owed for it', async () => {
    const { viewer, walletId } = await desk.owner('EUR');
    const clearing = await desk.account('stripe_clearing', 'EUR');
    const receivable = await desk.account('customer_receivable', 'EUR');
    const made = await desk.deposit(viewer, { walletId, ...byCard });
    const name = { currency: 'EUR', name: 'Rent', idempotencyKey: newId('req') };
    const pot = await desk.mutate(viewer, 'openWallet', name, '... on Wallet { id }');
    const transfer = { fromWalletId: walletId, toWalletId: pot.id, amount: { amount: '70.00', currency: 'EUR' } };
    await desk.mutate(viewer, 'transfer', { ...transfer, idempotencyKey: newId('req') });
    const untilBack = (amount: string | null) =>
      until(
        `${amount} is back`,
        async () => ((await desk.lookDeposit(viewer, made.id)).returned?.amount ?? null) === amount,
      );
    await desk.collection('returned', made.id, { returnedAmount: eur(10_000) });
    await untilBack('100.00');
    expect((await desk.account('customer_receivable', 'EUR')) - receivable).toBe(7_000n);
    // A part of the debt is repaid from the pot before.
    const repaid = { walletId: pot.id, amount: { amount: '20.00', currency: 'EUR' }, idempotencyKey: newId('req') };
    await desk.mutate(viewer, 'repayDebt', repaid);
    await desk.collection('return_reversed', made.id, { returnedAmount: eur(4_000) });
    await untilBack('40.00');
    // 60.00 came back: 50.00 of it repay what is left of the debt.
    expect((await desk.account('customer_receivable', 'EUR')) - receivable).toBe(0n);
    expect(await desk.balance(viewer, 'EUR')).toMatchObject({ balance: '10.00' });
    await desk.collection('return_reversed', made.id, { returnedAmount: eur(0) });
    await untilBack(null);
    expect(await desk.balance(viewer, 'EUR')).toMatchObject({ balance: '50.00' });
    expect((await desk.account('stripe_clearing', 'EUR')) - clearing).toBe(10_000n);
    await desk.collection('returned', made.id, { returnedAmount: eur(4_000) });
    await untilBack('40.00');
    expect(await desk.balance(viewer, 'EUR')).toMatchObject({ balance: '10.00' });
    const told = ['created', 'completed', 'returned', 'return_reversed', 'return_reversed', 'returned'];
    expect(await desk.eventsOf(made.id)).toEqual(told);
    const bounds = { since: new Date(0), settled: new Date(0) };
    const broken = (await checkInvariants(desk.pool, invariants, bounds)).filter((each) => each.broken.length > 0);
    expect(broken.map(({ invariant }) => invariant.name)).not.toContain('returned-deposits-are-in-the-ledger');
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('takes the excise back in proportion, and money in suspense from there', async () => {
    const { viewer, walletId } = await desk.owner('UGX');
    const amount = { amount: '50001', currency: 'UGX' };
    const before = {
      clearing: await desk.account('stripe_clearing', 'UGX'),
      excise: await desk.account('excise_due', 'UGX'),
    };
    const made = await desk.deposit(viewer, { walletId, amount, method: 'STRIPE_CARD', token: 'pm_paid' });
    for (const amountMinor of ['20000', '50001']) {
      await desk.collection('returned', made.id, { returnedAmount: { amountMinor, currency: 'UGX' } });
    }
    await until('all went back', async () => (await desk.lookDeposit(viewer, made.id)).returned?.amount === '50001');
    expect(await desk.balance(viewer, 'UGX')).toMatchObject({ balance: '0' });
    expect(await desk.account('stripe_clearing', 'UGX')).toBe(before.clearing);
    expect(await desk.account('excise_due', 'UGX')).toBe(before.excise);
    // And gives it back, when the return fails.
    await desk.collection('return_reversed', made.id, { returnedAmount: { amountMinor: '0', currency: 'UGX' } });
    await until('it is here again', async () => (await desk.lookDeposit(viewer, made.id)).returned === null);
    expect(await desk.balance(viewer, 'UGX')).toMatchObject({ balance: made.credited.amount });
    const excise = (await desk.account('excise_due', 'UGX')) - before.excise;
    expect(excise).toBe(50_001n - BigInt(made.credited.amount));
    expect((await desk.account('stripe_clearing', 'UGX')) - before.clearing).toBe(50_001n);
  });

  it('is booked in the currency that arrived, also when another was asked for', async () => {
    const { viewer, walletId } = await desk.owner('GBP');
    const amount = { amount: '100.00', currency: 'GBP' };
    const made = await desk.deposit(viewer, { walletId, ...byCard, amount, token: 'pm_action' });
    const [inSuspense, atStripe] = [
      await desk.account('suspense', 'USD'),
      await desk.account('stripe_clearing', 'USD'),
    ];
    const usd = { amountMinor: '10000', currency: 'USD' };
    await desk.collection('succeeded', made.id, { method: 'STRIPE_CARD', receivedAmount: usd });
    const failed = await untilStatus(() => desk.lookDeposit(viewer, made.id), 'FAILED');
    expect(failed).toMatchObject({
      failure: { code: 'amount_differs' },
      received: { amount: '100.00', currency: 'USD' },
    });
    expect((await desk.account('suspense', 'USD')) - inSuspense).toBe(10_000n);
    expect((await desk.account('stripe_clearing', 'USD')) - atStripe).toBe(10_000n);
    expect(await desk.account('suspense', 'GBP')).toBe(0n);
    await desk.collection('returned', made.id, { returnedAmount: usd });
    await until('it went back', async () => (await desk.lookDeposit(viewer, made.id)).returned !== null);
    expect(await desk.account('suspense', 'USD')).toBe(inSuspense);
    expect(await desk.trialBalance()).toBe(0n);
  });
});

describe('a deposit that cannot be', () => {
  it.each([
    ['of nothing', { amount: kes('0.00') }, 'amount.amount'],
    ['below nothing', { amount: kes('-5.00') }, 'amount.amount'],
    ['with too many digits', { amount: kes('5.001') }, 'amount.amount'],
    ['with cents', { amount: kes('5.50') }, 'amount.amount'],
    ['of too much', { amount: kes('250001.00') }, 'amount.amount'],
    ['in another currency', { amount: { amount: '5.00', currency: 'EUR' } }, 'amount.currency'],
    ['by a phone of another country', { phone: '+256712345678' }, 'phone'],
    ['by a landline', { phone: '+254202345678' }, 'phone'],
    ['without a phone', { phone: null }, 'phone'],
    ['by card without a token', { method: 'STRIPE_CARD', phone: null }, 'token'],
    ['with a short key', { idempotencyKey: 'short' }, 'idempotencyKey'],
  ])('%s is a mistake of the caller', async (_, input, field) => {
    const { viewer, walletId } = await desk.owner();
    const made = await desk.deposit(viewer, { walletId, ...byPhone, ...input });
    expect(made).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  it('into a wallet that is unknown, foreign or frozen is refused', async () => {
    const { viewer, walletId } = await desk.owner();
    const unknown = await desk.deposit(viewer, { ...byPhone, walletId: newId('wal') });
    expect(unknown).toMatchObject({ code: 'NOT_FOUND' });
    expect(await desk.deposit(person('usr_other'), { ...byPhone, walletId })).toMatchObject({ code: 'NOT_FOUND' });
    await desk.pool.query(`UPDATE wallet SET status = 'FROZEN' WHERE id = $1`, [walletId]);
    expect(await desk.deposit(viewer, { ...byPhone, walletId })).toMatchObject({ __typename: 'WalletFrozen' });
    const { rows } = await desk.pool.query('SELECT FROM deposit WHERE wallet_id = $1', [walletId]);
    expect(rows).toHaveLength(0);
  });

  it('of somebody who gave no date of birth is refused', async () => {
    const { viewer, walletId } = await desk.owner();
    await desk.pool.query('DELETE FROM gaming_person WHERE user_id = $1', [(viewer as { id: string }).id]);
    expect(await desk.deposit(viewer, { ...byPhone, walletId })).toMatchObject({ __typename: 'DateOfBirthRequired' });
  });
});
