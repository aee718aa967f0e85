import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { person, until } from '@soko/testing';
import { type Bank, type Json, openBank, seller, sellerId, support } from './bank.ts';
import { payoutsByStripe } from './payouts-by-stripe.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
  await earn();
});
afterAll(() => bank.close());

const { earn, payOut, look, untilStatus, account, transfersTo, payoutsOf, eventsOf, movedCents, keptAbout } =
  payoutsByStripe(() => bank);

describe('a payout by Stripe', () => {
  it('is a transfer and a payout, once for a reference, and paid when the bank has it', async () => {
    const to = await account();
    const before = await movedCents();
    const [first, again] = await Promise.all([payOut('pyo_1', to), payOut('pyo_1', to)]);
    expect(first.id).toBe(again.id);
    await untilStatus('pyo_1', 'PENDING');
    const [payout] = await payoutsOf(to);
    expect(payout).toMatchObject({ amount: 2_500, status: expect.stringMatching(/pending|in_transit/) });
    await bank.stripe('POST', `payouts/${payout.id}/pay`);
    expect(await untilStatus('pyo_1', 'SUCCEEDED')).toMatchObject({ receipt: payout.id });
    expect(await transfersTo(to)).toMatchObject([{ amount: 2_500, reversed: false }]);
    expect(await payOut('pyo_1', await account())).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH', field: 'reference' });
    expect(await eventsOf('pyo_1')).toEqual(['succeeded']);
    expect((await movedCents()) - before).toBe(-2_500);
  });

  it('that the bank returns after it was paid takes its transfer back', async () => {
    const to = await account();
    const before = await movedCents();
    await payOut('pyo_2', to);
    await untilStatus('pyo_2', 'PENDING');
    const [payout] = await payoutsOf(to);
    await bank.stripe('POST', `payouts/${payout.id}/pay`);
    await untilStatus('pyo_2', 'SUCCEEDED');
    await bank.stripe('POST', `payouts/${payout.id}/fail`, { code: 'account_closed' });
    expect(await untilStatus('pyo_2', 'RETURNED')).toMatchObject({ failureCode: 'account_closed' });
    expect(await transfersTo(to)).toMatchObject([{ reversed: true }]);
    expect(await eventsOf('pyo_2')).toEqual(['succeeded', 'returned']);
    expect((await movedCents()) - before).toBe(0);
  });

  it('fails when the bank refuses it, or the account may not receive it', async () => {
    const to = await account();
    await payOut('pyo_3', to);
    await untilStatus('pyo_3', 'PENDING');
    await bank.stripe('POST', `payouts/${(await payoutsOf(to))[0].id}/fail`, { code: 'no_account' });
    expect(await untilStatus('pyo_3', 'FAILED')).toMatchObject({ failureCode: 'no_account' });
    expect(await transfersTo(to)).toMatchObject([{ reversed: true }]);
    const { id: unready } = await bank.sdk().accounts.create({ type: 'express' });
    expect(await payOut('pyo_4', unready)).toMatchObject({
      status: 'FAILED',
      failureCode: 'insufficient_capabilities_for_transfer',
    });
    expect(await payOut('pyo_5', 'acct_of_somebody')).toMatchObject({ status: 'FAILED' });
    expect(await transfersTo(unready)).toEqual([]);
  });

  it.each([
    ['the transfer', '/v1/transfers'],
    ['the payout', '/v1/payouts'],
  ])('is made once when Stripe answers 500 after it has made %s', async (_, path) => {
    const to = await account();
    const reference = `pyo_after_${path.slice(4)}`;
    await bank.stripe('POST', 'faults', { match: `POST ${path}`, when: 'after', status: 500, times: 3 });
    await payOut(reference, to);
    await bank.untilFast('the payout is at the bank', async () => (await payoutsOf(to)).length > 0);
    await untilStatus(reference, 'PENDING');
    await bank.stripe('POST', `payouts/${(await payoutsOf(to))[0].id}/pay`);
    await untilStatus(reference, 'SUCCEEDED');
    expect(await transfersTo(to)).toMatchObject([{ amount: 2_500, reversed: false }]);
    expect(await payoutsOf(to)).toHaveLength(1);
  });

  it.each([
    ['refuses', undefined],
    ['finds no money to take back', 'balance_insufficient'],
  ])('has not failed while Stripe refuses the payout and %s', async (what, code) => {
    const to = await account();
    const reference = `pyo_${what.slice(0, 5)}`;
    const refuse = (match: string, more: object = {}): Promise<Json> =>
      bank.stripe('POST', 'faults', { match: `POST /v1/${match}`, status: 400, times: null, ...more });
    await refuse('payouts');
    const { id: fault } = await refuse('transfers/*/reversals', code === undefined ? {} : { code });
    await payOut(reference, to);
    const tries = `SELECT attempts, last_error AS error FROM disbursement WHERE reference = '${reference}'`;
    const { error } = await bank.untilFast('it was tried again', async () => {
      const { rows } = await bank.pool.query(tries);
      return rows[0].attempts >= 3 && rows[0];
    });
    expect(error).toMatch(/the seller has the money/);
    const left = `SELECT kind, reason, status, provider, currency, amount_minor, about_id FROM unmatched_funds WHERE reference = '${reference}'`;
    const { id: aboutId } = await look(reference);
    expect((await bank.pool.query(left)).rows).toEqual([
      {
        kind: 'payout',
        reason: 'not_taken_back',
        status: 'OPEN',
        provider: 'stripe',
        currency: 'EUR',
        amount_minor: '2500',
        about_id: aboutId,
      },
    ]);
    expect(await look(reference)).toMatchObject({ status: 'PENDING', failureCode: null });
    expect(await transfersTo(to)).toMatchObject([{ amount: 2_500, reversed: false }]);
    expect(await eventsOf(reference)).toEqual([]);
    await bank.stripe('DELETE', `faults/${fault}`);
    await untilStatus(reference, 'FAILED');
    await bank.stripe('DELETE', 'faults');
    expect(await transfersTo(to)).toMatchObject([{ amount: 2_500, reversed: true }]);
    expect(await eventsOf(reference)).toEqual(['failed']);
    expect(await keptAbout(reference)).toMatchObject({ status: 'RESOLVED', outcome: 'TAKEN_BACK', decisions: [] });
  });

  it('waits for money that Stripe has not made available yet', async () => {
    const to = await account();
    const amount = { amount: '10.00', currency: 'USD' };
    await payOut('pyo_waits', to, { amount });
    expect(await look('pyo_waits')).toMatchObject({ status: 'PENDING', failureCode: null });
    expect(await transfersTo(to)).toEqual([]);
    await bank.sdk().paymentIntents.create({
      amount: 5_000,
      currency: 'usd',
      payment_method: 'pm_card_bypassPending',
      payment_method_types: ['card'],
      confirm: true,
    });
    await bank.untilFast('the payout is at the bank', async () => (await payoutsOf(to)).length > 0);
    expect(await transfersTo(to)).toMatchObject([{ amount: 1_000 }]);
  });

  it('needs exactly one destination', async () => {
    expect(await payOut('pyo_both', 'acct_12345678', { phone: '+254712345678' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'phone',
    });
    expect(await payOut('pyo_bad', 'nonsense')).toMatchObject({ code: 'BAD_USER_INPUT', field: 'account' });
  });
});

describe('the account of a seller at Stripe', () => {
  const onboard = async (as: Viewer, of = sellerId): Promise<Json> => {
    const document = `mutation ($input: StartPayoutOnboardingInput!) { result: startPayoutOnboarding(input: $input) {
      __typename ... on PayoutOnboarding { account url } ... on UserError { code } } }`;
    const input = { sellerId: of, country: 'DE' };
    const { data, errors } = await bank.query(document, { input }, { as });
    return errors ? errors[0]!.extensions : data['result'];
  };
  const seen = async (as: Viewer): Promise<Json> => {
    const document = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Seller {
      payoutAccount { account payoutsEnabled requirements disabledReason } } } }`;
    const { data } = await bank.query(document, { of: [{ __typename: 'Seller', id: sellerId }] }, { as });
    return data['_entities'][0].payoutAccount;
  };
  const untilEnabled = (isEnabled: boolean): Promise<unknown> =>
    until(`payouts are ${isEnabled ? 'enabled' : 'disabled'}`, async () => {
      const found = await seen(seller);
      return found.payoutsEnabled === isEnabled;
    });

  it('is opened once, completed at Stripe, and followed', async () => {
    expect(await seen(seller)).toBeNull();
    const [first, second] = await Promise.all([onboard(seller), onboard(seller)]);
    expect(first.account).toBe(second.account);
    expect(first.account).toMatch(/^acct_/);
    expect(await seen(seller)).toMatchObject({
      account: first.account,
      payoutsEnabled: false,
      requirements: expect.arrayContaining(['external_account']),
    });
    expect(await seen(person('usr_other'))).toBeNull();
    await fetch(first.url, { method: 'POST', redirect: 'manual' });
    await untilEnabled(true);
    expect(await seen(support)).toMatchObject({ payoutsEnabled: true, requirements: [], disabledReason: null });
    await bank.stripe('POST', `accounts/${first.account}/restrict`, { reason: 'rejected.fraud' });
    await untilEnabled(false);
    expect(await seen(seller)).toMatchObject({ disabledReason: 'rejected.fraud' });
    const told = (await bank.told()).filter(({ type }) => type.startsWith('payments.payout_account.'));
    expect(told.map(({ type, subject }) => [type, subject])).toEqual([
      ['payments.payout_account.enabled', sellerId],
      ['payments.payout_account.disabled', sellerId],
    ]);
  });

  it('is not opened for the seller of somebody else', async () => {
    expect(await onboard(person('usr_other'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await onboard(seller, 'slr_nobody')).toMatchObject({ code: 'NOT_FOUND' });
  });
});
