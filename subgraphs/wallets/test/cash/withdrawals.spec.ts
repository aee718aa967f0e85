import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserViewer, Viewer } from '@soko/auth';
import { rateLimited } from '@soko/errors';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import { GraphQLError } from 'graphql';
import { type CashDesk, type Json, openCashDesk, support, untilStatus } from './cash-desk.ts';

let desk: CashDesk;
beforeAll(async () => {
  desk = await openCashDesk({ WALLETS_WITHHOLDING: 'KE=2000' });
});
afterAll(() => desk.close());

const kes = (amount: string) => ({ amount, currency: 'KES' });

/** A person with 1,000 shillings. */
async function rich(): Promise<{ viewer: Viewer; walletId: string }> {
  const owner = await desk.owner();
  const money = { method: 'STRIPE_CARD', token: 'pm_paid', amount: kes('1000.00') };
  expect(await desk.deposit(owner.viewer, { walletId: owner.walletId, ...money })).toMatchObject({
    status: 'COMPLETED',
  });
  return owner;
}

async function submitted(amount = '600.00'): Promise<{ viewer: Viewer; id: string; look: () => Promise<Json> }> {
  const { viewer, walletId } = await rich();
  const { id } = await desk.withdraw(viewer, { walletId, amount: kes(amount) });
  expect(await desk.confirm(viewer, id)).toMatchObject({ status: 'SUBMITTED' });
  return { viewer, id, look: () => desk.lookWithdrawal(viewer, id) };
}

/** A withdrawal whose outcome stayed unknown for an hour. */
async function underReview() {
  const made = await submitted();
  desk.payments.disbursements.get(made.id)!.status = 'UNKNOWN';
  await desk.disbursement('unknown', made.id);
  desk.advance(3_600_000);
  await untilStatus(made.look, 'UNDER_REVIEW');
  return made;
}

/** Lets payments refuse a mutation from now on; resolves when it has, and its caller has heard. */
function untilRefused(mutation: string, code: string): Promise<unknown> {
  let refused = 0;
  desk.payments.watch.before = (field) => {
    if (field !== mutation) return;
    refused += 1;
    throw new GraphQLError('Refused.', { extensions: { code } });
  };
  return until('the request is refused', async () => refused > 0);
}

describe('a withdrawal', () => {
  it('holds the amount once it is confirmed, and takes it once it is paid, the tax as its own line', async () => {
    const { viewer, walletId } = await rich();
    const asked = await desk.withdraw(viewer, { walletId, amount: kes('600.00') });
    expect(asked).toMatchObject({
      status: 'REQUESTED',
      withholding: { amount: '120.00' },
      payout: { amount: '480.00' },
      maskedPhone: '+254•••••••78',
      challenge: { maskedTo: 'a•••@example.com' },
    });
    expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '1000.00' });
    expect(await desk.confirm(viewer, asked.id, '000000')).toMatchObject({
      __typename: 'WithdrawalCodeWrong',
      attemptsLeft: 4,
    });
    expect(await desk.confirm(viewer, asked.id, '12345')).toMatchObject({ code: 'BAD_USER_INPUT', field: 'code' });
    expect(await desk.confirm(person('usr_other'), asked.id)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await desk.confirm(viewer, asked.id)).toMatchObject({ status: 'SUBMITTED', challenge: null });
    expect(await desk.confirm(viewer, asked.id)).toMatchObject({ status: 'SUBMITTED' });
    expect(desk.payments.disbursements.get(asked.id)?.input).toMatchObject({ amount: kes('480.00') });
    expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '400.00' });
    const before = await desk.account('withholding_due');
    await desk.disbursement('succeeded', asked.id);
    await desk.disbursement('succeeded', asked.id);
    const done = await untilStatus(() => desk.lookWithdrawal(viewer, asked.id), 'COMPLETED');
    expect(done).toMatchObject({ receipt: 'SKX2' });
    expect(await desk.balance(viewer)).toEqual({ balance: '400.00', available: '400.00' });
    expect((await desk.account('withholding_due')) - before).toBe(12_000n);
    expect(await desk.eventsOf(asked.id)).toEqual(['requested', 'held', 'submitted', 'completed']);
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('frees the amount when it was not paid', async () => {
    const { viewer, id, look } = await submitted();
    await desk.disbursement('failed', id);
    expect(await untilStatus(look, 'FAILED')).toMatchObject({ failure: { code: '2040' } });
    expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '1000.00' });
  });

  it('that payments reports as paid when it is asked is not undone by an older event', async () => {
    const { viewer, id, look } = await submitted();
    const payout = desk.payments.disbursements.get(id)!;
    [payout.status, payout.version] = ['SUCCEEDED', 1_000_000];
    desk.advance(31_000);
    await untilStatus(look, 'COMPLETED');
    const [suspense, float] = [await desk.account('suspense'), await desk.account('mpesa_float')];
    await desk.disbursement('failed', id);
    // Another withdrawal shows that the event was handled.
    const next = await submitted();
    await desk.disbursement('failed', next.id);
    await untilStatus(next.look, 'FAILED');
    expect(await desk.eventsOf(id)).toEqual(['requested', 'held', 'submitted', 'completed']);
    expect(await desk.account('suspense')).toBe(suspense);
    expect(await desk.account('mpesa_float')).toBe(float);
    expect(await desk.balance(viewer)).toEqual({ balance: '400.00', available: '400.00' });
  });

  it('that is requested twice at once with one key is one, and both get its answer', async () => {
    const { viewer, walletId } = await rich();
    const input = { walletId, amount: kes('600.00'), idempotencyKey: newId('req') };
    const [first, ...others] = await Promise.all([1, 2, 3, 4].map(() => desk.withdraw(viewer, input)));
    expect(first).toMatchObject({ __typename: 'Withdrawal', status: 'REQUESTED' });
    expect(others).toEqual([first, first, first]);
    expect(await desk.eventsOf(first!.id)).toEqual(['requested']);
  });

  it('of the whole balance succeeds once when there are two at once', async () => {
    const { viewer, walletId } = await rich();
    const ask = () => desk.withdraw(viewer, { walletId, amount: kes('1000.00') });
    const [one, two] = await Promise.all([ask(), ask()]);
    const confirmed: Json[] = await Promise.all([desk.confirm(viewer, one.id), desk.confirm(viewer, two.id)]);
    expect(new Set(confirmed.map(({ __typename }) => __typename))).toEqual(
      new Set(['InsufficientFunds', 'Withdrawal']),
    );
    expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '0.00' });
    const states = await Promise.all([one, two].map(({ id }) => desk.lookWithdrawal(viewer, id)));
    expect(new Set(states.map(({ status }) => status))).toEqual(new Set(['FAILED', 'SUBMITTED']));
  });

  it('is asked for again while payments does not answer, and then paid once', async () => {
    const { viewer, walletId } = await rich();
    const { id } = await desk.withdraw(viewer, { walletId, amount: kes('500.00') });
    desk.payments.watch.before = () => {
      throw new Error('Payments is away.');
    };
    expect(await desk.confirm(viewer, id)).toMatchObject({ status: 'HELD' });
    expect(await desk.balance(viewer)).toMatchObject({ available: '500.00' });
    delete desk.payments.watch.before;
    desk.advance(31_000);
    await untilStatus(() => desk.lookWithdrawal(viewer, id), 'SUBMITTED');
    desk.payments.disbursements.get(id)!.status = 'SUCCEEDED';
    desk.advance(31_000);
    // The event was lost: the job finds the outcome.
    await untilStatus(() => desk.lookWithdrawal(viewer, id), 'COMPLETED');
    expect(await desk.balance(viewer)).toMatchObject({ balance: '500.00' });
  });

  it.each(['IDEMPOTENCY_MISMATCH', 'BAD_USER_INPUT'])(
    'stays held when payments refuses a repeat with %s, because the first request may be paid',
    async (code) => {
      const { viewer, id, look } = await submitted();
      const refused = untilRefused('disburseFunds', code);
      desk.advance(31_000);
      await refused;
      expect(await look()).toMatchObject({ status: 'SUBMITTED' });
      expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '400.00' });
      desk.payments.disbursements.get(id)!.status = 'SUCCEEDED';
      desk.advance(31_000);
      await untilStatus(look, 'COMPLETED');
      delete desk.payments.watch.before;
      expect(await desk.balance(viewer)).toEqual({ balance: '400.00', available: '400.00' });
    },
  );

  it('is freed when payments accepts no request for it', async () => {
    const { viewer, walletId } = await rich();
    const { id } = await desk.withdraw(viewer, { walletId, amount: kes('600.00') });
    const refused = untilRefused('disburseFunds', 'BAD_USER_INPUT');
    expect(await desk.confirm(viewer, id)).toMatchObject({ status: 'FAILED', failure: { code: 'not_accepted' } });
    await refused;
    delete desk.payments.watch.before;
    expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '1000.00' });
  });

  it('that is confirmed more often at once than its code has attempts is the answer to each request', async () => {
    const { viewer, walletId } = await rich();
    const { id } = await desk.withdraw(viewer, { walletId, amount: kes('600.00') });
    const answers = await Promise.all(Array.from({ length: 12 }, () => desk.confirm(viewer, id)));
    expect(new Set(answers.map(({ __typename }: Json) => __typename))).toEqual(new Set(['Withdrawal']));
    expect(answers.map(({ status }: Json) => status)).not.toContain('REQUESTED');
    expect(await desk.lookWithdrawal(viewer, id)).toMatchObject({ status: 'SUBMITTED' });
    expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '400.00' });
  });

  it('whose code had too many attempts is not confirmed, and is not waited for', async () => {
    const { viewer, walletId } = await rich();
    const { id } = await desk.withdraw(viewer, { walletId, amount: kes('600.00') });
    for (let attempt = 1; attempt <= 5; attempt += 1) await desk.confirm(viewer, id, '000000');
    const { result, texts } = await desk.statements(() => desk.confirm(viewer, id));
    expect(result).toMatchObject({ __typename: 'WithdrawalCodeExpired' });
    expect(texts.filter((text) => text.includes('withdrawal'))).toHaveLength(1);
    expect(await desk.lookWithdrawal(viewer, id)).toMatchObject({ status: 'REQUESTED' });
  });

  it('that nobody confirms ends by itself', async () => {
    const { viewer, walletId } = await rich();
    const { id } = await desk.withdraw(viewer, { walletId, amount: kes('500.00') });
    desk.advance(3_600_000);
    const ended = await untilStatus(() => desk.lookWithdrawal(viewer, id), 'FAILED');
    expect(ended).toMatchObject({ failure: { code: 'not_confirmed' } });
    expect(await desk.confirm(viewer, id)).toMatchObject({ status: 'FAILED' });
  });

  it('keeps the hold while its outcome is unknown, and then the provider decides', async () => {
    const { viewer, id, look } = await underReview();
    expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '400.00' });
    await desk.disbursement('succeeded', id);
    await untilStatus(look, 'COMPLETED');
    expect(await desk.balance(viewer)).toMatchObject({ balance: '400.00' });
  });
});

describe('the decision of support', () => {
  const reason = 'Seen in the statement of the provider.';
  const complete = (as: Viewer, withdrawalId: string, idempotencyKey = newId('req')) =>
    desk.mutate(
      as,
      'completeWithdrawal',
      { withdrawalId, receipt: 'SKX9', reason, idempotencyKey },
      '... on Withdrawal { status receipt history { to by reason } }',
    );
  const fail = (as: Viewer, withdrawalId: string, idempotencyKey = newId('req')) =>
    desk.mutate(as, 'failWithdrawal', { withdrawalId, reason, idempotencyKey }, '... on Withdrawal { status }');

  it('completes a withdrawal under review, with its reason and author', async () => {
    const { viewer, id } = await underReview();
    expect(await complete(viewer, id)).toMatchObject({ code: 'FORBIDDEN' });
    const theirOwn = person((viewer as UserViewer).id, 'SUPPORT');
    expect(await complete(theirOwn, id)).toMatchObject({ code: 'FORBIDDEN' });
    const key = newId('req');
    const done = await complete(support, id, key);
    expect(done).toMatchObject({ status: 'COMPLETED', receipt: 'SKX9' });
    expect(done.history.at(-1)).toEqual({ to: 'COMPLETED', by: 'usr_support', reason });
    expect(await complete(support, id, key)).toMatchObject({ status: 'COMPLETED' });
    expect(await complete(support, id)).toMatchObject({ __typename: 'WithdrawalNotUnderReview' });
    const { history } = await desk.lookWithdrawal(viewer, id);
    expect(history.at(-1)).toMatchObject({ to: 'COMPLETED', by: null, reason: null });
    expect(await desk.balance(viewer)).toMatchObject({ balance: '400.00' });
  });

  it('fails one, and what the provider pays after all is in suspense', async () => {
    const { viewer, id } = await underReview();
    const before = { suspense: await desk.account('suspense'), float: await desk.account('mpesa_float') };
    expect(await fail(support, id)).toMatchObject({ status: 'FAILED' });
    expect(await desk.balance(viewer)).toEqual({ balance: '1000.00', available: '1000.00' });
    await desk.disbursement('succeeded', id);
    await desk.disbursement('succeeded', id);
    await desk.disbursement('unknown', id);
    await untilStatus(async () => ({ status: (await desk.eventsOf(id)).at(-1) }), 'contradicted');
    expect((await desk.account('suspense')) - before.suspense).toBe(-48_000n);
    expect((await desk.account('mpesa_float')) - before.float).toBe(-48_000n);
    expect(await desk.balance(viewer)).toMatchObject({ balance: '1000.00' });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('is for withdrawals under review alone', async () => {
    const { id } = await submitted();
    expect(await fail(support, id)).toMatchObject({ __typename: 'WithdrawalNotUnderReview' });
    expect(await fail(support, newId('wdr'))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a withdrawal that cannot be', () => {
  it.each([
    ['of nothing', { amount: kes('0.00') }, 'amount.amount'],
    ['with cents', { amount: kes('50.50') }, 'amount.amount'],
    ['of too little', { amount: kes('9.00') }, 'amount.amount'],
    ['of too much', { amount: kes('250001.00') }, 'amount.amount'],
    ['with too many digits', { amount: kes('50.000') }, 'amount.amount'],
    ['in another currency', { amount: { amount: '50.00', currency: 'EUR' } }, 'amount.currency'],
    ['to a phone of another country', { phone: '+256712345678' }, 'phone'],
  ])('%s is a mistake of the caller', async (_, input, field) => {
    const { viewer, walletId } = await desk.owner();
    const asked = await desk.withdraw(viewer, { walletId, amount: kes('50.00'), ...input });
    expect(asked).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  it('from a wallet in another currency than shillings is a mistake of the caller', async () => {
    const { viewer, walletId } = await desk.owner('EUR');
    const asked = await desk.withdraw(viewer, { walletId, amount: { amount: '50.00', currency: 'EUR' } });
    expect(asked).toMatchObject({ code: 'BAD_USER_INPUT', field: 'walletId' });
  });

  it('leaves nothing behind when no code can be sent, and can be repeated with its key', async () => {
    const { viewer, walletId } = await rich();
    const input = { walletId, amount: kes('600.00'), idempotencyKey: newId('req') };
    desk.users.watch.before = () => {
      throw rateLimited(60, 'A code was sent a moment ago.');
    };
    expect(await desk.withdraw(viewer, input)).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 60 });
    const { data } = await desk.query('{ withdrawals(first: 5) { nodes { id } } }', {}, { as: viewer });
    expect(data['withdrawals'].nodes).toEqual([]);
    delete desk.users.watch.before;
    const [made, again] = [await desk.withdraw(viewer, input), await desk.withdraw(viewer, input)];
    expect(made).toMatchObject({ status: 'REQUESTED', challenge: { maskedTo: 'a•••@example.com' } });
    expect(again).toEqual(made);
    expect(await desk.eventsOf(made.id)).toEqual(['requested']);
  });

  it('is refused for a wallet that has too little, is frozen, foreign or unknown', async () => {
    const { viewer, walletId } = await desk.owner();
    const ask = (as: Viewer, input: object = {}) => desk.withdraw(as, { walletId, amount: kes('50.00'), ...input });
    expect(await ask(viewer)).toMatchObject({ __typename: 'InsufficientFunds', available: { amount: '0.00' } });
    expect(await ask(person('usr_other'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await ask(viewer, { walletId: newId('wal') })).toMatchObject({ code: 'NOT_FOUND' });
    await desk.pool.query(`UPDATE wallet SET status = 'FROZEN' WHERE id = $1`, [walletId]);
    expect(await ask(viewer)).toMatchObject({ __typename: 'WalletFrozen' });
  });
});
