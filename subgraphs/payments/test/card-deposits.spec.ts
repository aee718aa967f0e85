import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@soko/auth';
import { until } from '@soko/testing';
import { admin, type Bank, buyer, type Json, openBank } from './bank.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());

const state = `reference status receivedAmount { amount currency } receipt clientSecret actionUrl failureCode failureMessage`;

async function ask(document: string, variables: object): Promise<Json> {
  const identity = serviceIdentity('wallets', 'cor_spec');
  const { data, errors } = await bank.query(document, variables as Record<string, unknown>, { identity });
  if (errors) throw new Error(String(errors[0]?.extensions?.['code']));
  return data.result;
}

const collect = (reference: string, token: string | null, more: object = {}): Promise<Json> =>
  ask(`mutation ($input: CollectFundsInput!) { result: collectFunds(input: $input) { ${state} } }`, {
    input: {
      reference,
      userId: 'usr_buyer',
      amount: { amount: '25.00', currency: 'EUR' },
      method: 'STRIPE_CARD',
      description: 'Deposit',
      token,
      ...more,
    },
  });

const refresh = (reference: string): Promise<Json> =>
  ask(
    `mutation ($input: RefreshFundsCollectionInput!) { result: refreshFundsCollection(input: $input) { ${state} } }`,
    {
      input: { reference },
    },
  );

const look = (reference: string): Promise<Json> =>
  ask(`query ($reference: ID!) { result: fundsCollection(reference: $reference) { ${state} } }`, { reference });

const eventsOf = async (reference: string): Promise<string[]> =>
  (await bank.told())
    .filter(({ type, data }: Json) => type.startsWith('payments.collection.') && data.reference === reference)
    .map(({ type }) => type.slice('payments.collection.'.length));

const returnsOf = async (reference: string): Promise<string[]> =>
  (await bank.told('payments.collection.returned'))
    .filter(({ data }: Json) => data.reference === reference)
    .map(({ data }: Json) => data.returnedAmount.amountMinor);

const intentOf = async (reference: string): Promise<Json> => {
  const { rows } = await bank.pool.query('SELECT provider_ref FROM collection WHERE reference = $1', [reference]);
  return bank.sdk().paymentIntents.retrieve(rows[0].provider_ref);
};

async function movedEuros(): Promise<{ received: number; paid: number }> {
  const moved: Json[] = await ask(
    `query ($until: DateTime!) { result: fundsMoved(until: $until) { currency received { amount } paid { amount } } }`,
    { until: new Date(Date.now() + 60_000).toISOString() },
  );
  const sum = (amounts: Json[]): number =>
    amounts.reduce((all, { amount }) => all + Math.round(Number(amount) * 100), 0);
  const euros = moved.filter(({ currency }) => currency === 'EUR');
  return { received: sum(euros.map(({ received }) => received)), paid: sum(euros.map(({ paid }) => paid)) };
}

describe('a deposit by card', () => {
  it('is captured at once, and once for a reference', async () => {
    const [first, again] = await Promise.all([collect('dep_1', 'pm_card_visa'), collect('dep_1', 'pm_card_visa')]);
    expect([first.status, again.status]).toContain('SUCCEEDED');
    const done = await collect('dep_1', 'pm_card_visa');
    expect(done).toMatchObject({ status: 'SUCCEEDED', receivedAmount: { amount: '25.00', currency: 'EUR' } });
    expect(done.receipt).toMatch(/^ch_/);
    expect(await intentOf('dep_1')).toMatchObject({ status: 'succeeded', amount_received: 2500 });
    await expect(collect('dep_1', 'pm_card_mastercard')).rejects.toThrow('IDEMPOTENCY_MISMATCH');
    expect(await eventsOf('dep_1')).toEqual(['succeeded']);
  });

  it('waits for the confirmation that the bank wants, and is found by asking', async () => {
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    const waiting = await collect('dep_2', 'pm_card_authenticationRequired');
    expect(waiting).toMatchObject({ status: 'REQUIRES_ACTION', receivedAmount: null });
    expect(waiting.clientSecret).toContain('secret');
    expect(await refresh('dep_2')).toMatchObject({ status: 'REQUIRES_ACTION' });
    await bank.stripe('POST', `payment_intents/${(await intentOf('dep_2')).id}/approve`);
    expect(await look('dep_2')).toMatchObject({ status: 'REQUIRES_ACTION' });
    expect(await refresh('dep_2')).toMatchObject({ status: 'SUCCEEDED', clientSecret: null });
    expect(await refresh('dep_2')).toMatchObject({ status: 'SUCCEEDED' });
    expect(await eventsOf('dep_2')).toEqual(['succeeded']);
    await bank.stripe('PATCH', 'webhooks', { dropTypes: [] });
  });

  it('follows the webhook when its payer does not return, and fails when they refuse', async () => {
    await collect('dep_3', 'pm_card_authenticationRequired');
    await collect('dep_4', 'pm_card_authenticationRequired');
    await bank.stripe('POST', `payment_intents/${(await intentOf('dep_3')).id}/approve`);
    await bank.stripe('POST', `payment_intents/${(await intentOf('dep_4')).id}/decline`);
    for (const [reference, status] of [
      ['dep_3', 'SUCCEEDED'],
      ['dep_4', 'FAILED'],
    ] as const) {
      await until(`${reference} is ${status}`, async () => (await look(reference)).status === status);
    }
    expect(await eventsOf('dep_3')).toEqual(['succeeded']);
    expect(await eventsOf('dep_4')).toEqual(['failed']);
  });

  it('that Stripe refuses is explained in our words', async () => {
    expect(await collect('dep_unknown_card', 'pm_nonsense')).toMatchObject({
      status: 'FAILED',
      failureCode: 'resource_missing',
      failureMessage: 'This card or payment method does not exist. Use another one.',
    });
  });

  it('is declined with a code, and explained in our words', async () => {
    expect(await collect('dep_5', 'pm_card_chargeDeclinedInsufficientFunds')).toMatchObject({
      status: 'FAILED',
      receivedAmount: null,
      failureCode: 'insufficient_funds',
      failureMessage: expect.stringContaining('not enough money'),
    });
    expect(await eventsOf('dep_5')).toEqual(['failed']);
  });

  it('can use a saved card of its payer, and of nobody else', async () => {
    const token = await bank.saveCard(buyer);
    expect(await collect('dep_6', token)).toMatchObject({ status: 'SUCCEEDED' });
    await expect(collect('dep_7', token, { userId: 'usr_other' })).rejects.toThrow('BAD_USER_INPUT');
    await expect(collect('dep_8', null)).rejects.toThrow('BAD_USER_INPUT');
  });

  it('is asked again under the same key while Stripe does not respond', async () => {
    await bank.stripe('POST', 'faults', { match: 'POST /v1/payment_intents', status: 503, times: 6 });
    expect((await collect('dep_9', 'pm_card_visa')).status).toBe('PENDING');
    await bank.untilFast('dep_9 has succeeded', async () => (await look('dep_9')).status === 'SUCCEEDED');
    expect(await eventsOf('dep_9')).toEqual(['succeeded']);
  });

  it('goes back by a chargeback and by a refund at Stripe, each reported once with the sum of all', async () => {
    await collect('dep_10', 'pm_card_visa');
    await collect('dep_11', 'pm_card_visa');
    const [disputed, refunded] = [await intentOf('dep_10'), await intentOf('dep_11')];
    await bank.stripe('POST', `charges/${disputed.latest_charge}/dispute`);
    const { data } = await bank.stripe('GET', 'objects/disputes');
    const dispute = data.find(({ charge }: Json) => charge === disputed.latest_charge);
    await bank.stripe('POST', `disputes/${dispute.id}/lose`);
    await bank.sdk().refunds.create({ payment_intent: refunded.id, amount: 1_000 });
    await until('one has gone back', async () => (await returnsOf('dep_11')).length === 1);
    await bank.sdk().refunds.create({ payment_intent: refunded.id, amount: 1_500 });
    await until('both have gone back', async () => {
      const all = [...(await returnsOf('dep_10')), ...(await returnsOf('dep_11'))];
      return all.length === 3;
    });
    expect(await returnsOf('dep_10')).toEqual(['2500']);
    expect(await returnsOf('dep_11')).toEqual(['1000', '2500']);
    expect(await refresh('dep_10')).toMatchObject({ status: 'SUCCEEDED', receivedAmount: { amount: '25.00' } });
    expect(await eventsOf('dep_10')).toEqual(['succeeded', 'returned']);
  });

  it('counts as money that moved, without what went back', async () => {
    const moved = async (at: Date): Promise<Json> =>
      ask(
        `query ($until: DateTime!) { result: fundsMoved(until: $until) { method currency received { amount } paid { amount } } }`,
        {
          until: at.toISOString(),
        },
      );
    const all = { method: 'STRIPE_CARD', currency: 'EUR', received: { amount: '175.00' }, paid: { amount: '50.00' } };
    expect(await moved(new Date(Date.now() + 60_000))).toEqual([all]);
    expect(await moved(new Date(0))).toEqual([]);
  });

  it('is no discrepancy of the day, but its refund outside Soko is', async () => {
    const document = `query ($date: String!) { reconciliation(date: $date) { providers { provider breakCount
      breaks(first: 5) { nodes { stage kind } } totals { captured { ours { amount } theirs { amount } } } } } }`;
    const date = new Date().toISOString().slice(0, 10);
    const { data } = await bank.query(document, { date }, { as: admin });
    const stripe = data.reconciliation.providers.find(({ provider }: Json) => provider === 'STRIPE');
    const total = { amount: '175.00' };
    expect(stripe).toMatchObject({ breakCount: 2, totals: [{ captured: { ours: total, theirs: total } }] });
    const outside = { stage: 'REFUNDED', kind: 'UNKNOWN_HERE' };
    expect(stripe.breaks.nodes).toEqual([outside, outside]);
  });

  it('has not gone back while a refund is pending, which may fail', async () => {
    await collect('dep_12', 'pm_card_pendingRefund');
    await collect('dep_13', 'pm_card_pendingRefund');
    const [failing, paid] = [await intentOf('dep_12'), await intentOf('dep_13')];
    const refund = await bank.sdk().refunds.create({ payment_intent: failing.id });
    expect(refund.status).toBe('pending');
    await bank.sdk().refunds.create({ payment_intent: paid.id });
    await Promise.all(['dep_12', 'dep_13'].map(refresh));
    expect([await returnsOf('dep_12'), await returnsOf('dep_13')]).toEqual([[], []]);
    await bank.stripe('POST', `refunds/${refund.id}/fail`);
    await bank.stripe('POST', 'clock', { advanceMs: 61_000 });
    await until('the other one is refunded', async () => (await returnsOf('dep_13')).length === 1);
    await refresh('dep_12');
    expect([await returnsOf('dep_12'), await returnsOf('dep_13')]).toEqual([[], ['2500']]);
  });

  it('is here again when its refund fails after it had succeeded, and can go back again', async () => {
    await collect('dep_14', 'pm_card_visa');
    const { id: intent } = await intentOf('dep_14');
    const refund = await bank.sdk().refunds.create({ payment_intent: intent, amount: 700 });
    await until('it has gone back', async () => (await returnsOf('dep_14')).length === 1);
    await bank.stripe('POST', `refunds/${refund.id}/fail`);
    await until('it is here again', async () => (await eventsOf('dep_14')).includes('return_reversed'));
    await refresh('dep_14');
    await bank.sdk().refunds.create({ payment_intent: intent, amount: 700 });
    await until('it has gone back again', async () => (await returnsOf('dep_14')).length === 2);
    await refresh('dep_14');
    expect(await returnsOf('dep_14')).toEqual(['700', '700']);
    expect(await eventsOf('dep_14')).toEqual(['succeeded', 'returned', 'return_reversed', 'returned']);
    const { data } = await bank.query('{ unmatchedFunds { nodes { kind } } }', {}, { as: admin });
    expect(data.unmatchedFunds.nodes).toEqual([]);
  });

  it('is counted with each refund and each part that a bank took back, once', async () => {
    await bank.authorize({ ord_moved: '30.00' });
    await bank.capture('ord_moved', '30.00');
    const { id: intent, latest_charge: charge } = await bank.intent('ord_moved');
    const before = await movedEuros();
    await bank.sdk().refunds.create({ payment_intent: intent, amount: 250 });
    await bank.untilStatus('ord_moved', 'PARTIALLY_REFUNDED');
    await bank.stripe('POST', `charges/${charge}/dispute`, { amount: 1_000 });
    const { data } = await bank.stripe('GET', 'objects/disputes');
    await bank.stripe('POST', `disputes/${data.find((each: Json) => each.charge === charge).id}/lose`);
    expect(await bank.untilStatus('ord_moved', 'CHARGED_BACK')).toMatchObject({
      refunded_minor: '250',
      charged_back_minor: '1000',
    });
    const after = await movedEuros();
    // 2.50 refunded, 10.00 taken back, and 15.00 that Stripe asks for a dispute.
    expect([after.received - before.received, after.paid - before.paid]).toEqual([0, 2_750]);
    const told = (await bank.told('payments.payment.charged_back')).map(({ data: fact }: Json) => fact.amount);
    expect(told).toEqual([{ amountMinor: '1000', currency: 'EUR' }]);
  });
});
