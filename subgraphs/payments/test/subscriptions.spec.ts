import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { admin, type Bank, buyer, type Json, openBank } from './bank.ts';
import { startDocument, subscribersOf } from './subscribers.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());
afterEach(async () => {
  await bank.stripe('DELETE', 'faults');
  await bank.stripe('PATCH', 'webhooks', { dropTypes: [], duplicates: 0, reorder: 0 });
});

const { passAtStripe, inputFor, start, end, look, untilStatus, invoicesOf, atStripe, toldOf, namesOf, movedEuros } =
  subscribersOf(() => bank);

const creation = 'POST /v1/subscriptions';
const confirmation = 'POST /v1/payment_intents/*/confirm';
const elevenMinutesMs = 660_000;

/** Starts one that Stripe does not answer. Returns its row. */
async function startUnanswered(reference: string): Promise<Json> {
  await expect(start(await inputFor(reference))).rejects.toThrow('SERVICE_UNAVAILABLE');
  const { rows } = await bank.pool.query('SELECT * FROM subscription WHERE reference = $1', [reference]);
  return rows[0];
}

describe('a subscription', () => {
  it('has its charge in the reconciliation with Stripe', async () => {
    const { id } = await start(await inputFor('sto_reconciled'));
    const [paid] = await invoicesOf(id);
    const query = `query ($date: String!) { reconciliation(date: $date) { providers { provider status breakCount } } }`;
    const date = paid.paid_at.toISOString().slice(0, 10);
    const { data } = await bank.query(query, { date }, { as: admin });
    expect(data.reconciliation.providers).toContainEqual({ provider: 'STRIPE', status: 'DONE', breakCount: 0 });
    // Its renewals are not to be in the sums below.
    await end(id, 'NOW');
  });

  it('is paid at once, once under its key, and renewed every month', async () => {
    const before = await movedEuros();
    const input = await inputFor('sto_renewed');
    const [first, again] = await Promise.all([start(input), start(input)]);
    expect(again.id).toBe(first.id);
    const active = await untilStatus(first.id, 'ACTIVE');
    expect(active).toMatchObject({ endsWithPeriod: false, amount: { amount: '29.00', currency: 'EUR' } });
    expect(await atStripe('sto_renewed')).toHaveLength(1);
    expect(await movedEuros()).toBe(before + 29);

    await passAtStripe(32);
    await until('the renewal is known', async () => (await invoicesOf(first.id)).length === 2);
    const [month, next] = await invoicesOf(first.id);
    expect(next.period_start).toEqual(month.period_end);
    expect((await look(first.id)).paidUntil).toBe(next.period_end.toISOString());
    expect(await movedEuros()).toBe(before + 58);
    expect(await namesOf(first.id)).toEqual(['invoice_paid', 'changed ACTIVE', 'invoice_paid', 'changed ACTIVE']);
    const sequences = (await toldOf(first.id)).map(({ sequence }) => sequence);
    expect(sequences).toEqual([...new Set(sequences)].toSorted((one, other) => one - other));

    const other = { ...input, idempotencyKey: 'another key' };
    expect((await start(other)).id).toBe(first.id);
    for (const amount of [
      { amount: '19.00', currency: 'EUR' },
      { amount: '29.00', currency: 'CHF' },
    ])
      await expect(start({ ...other, amount })).rejects.toThrow('CONFLICT');
    await expect(start({ ...input, description: 'Another' })).rejects.toThrow('IDEMPOTENCY_MISMATCH');
  });

  it('waits for the confirmation that the bank wants, and is found by asking', async () => {
    const input = await inputFor('sto_asked', 'pm_card_authenticationRequiredOnSetup');
    const waiting = await start(input);
    expect(waiting).toMatchObject({ status: 'REQUIRES_ACTION', paidUntil: null });
    expect(waiting.actionUrl).toContain('/authenticate/');
    expect(await namesOf(waiting.id)).toEqual([]);
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    const [intent] = /pi_[a-zA-Z0-9]+/.exec(waiting.actionUrl)!;
    await bank.stripe('POST', `payment_intents/${intent}/approve`);
    expect(await start(input)).toMatchObject({ id: waiting.id, status: 'ACTIVE', actionUrl: null });
  });

  it('that its payer refuses fails, cannot be paid any more, and leaves room for another', async () => {
    const input = await inputFor('sto_refused', 'pm_card_authenticationRequired');
    const waiting = await start(input);
    const [intent] = /pi_[a-zA-Z0-9]+/.exec(waiting.actionUrl)!;
    await bank.stripe('POST', `payment_intents/${intent}/decline`);
    await untilStatus(waiting.id, 'FAILED');
    expect(await namesOf(waiting.id)).toEqual(['changed FAILED']);
    expect((await bank.sdk().paymentIntents.retrieve(intent)).status).toBe('canceled');
    expect(await start(input)).toMatchObject({ id: waiting.id, status: 'FAILED' });
    const other = await start({ ...(await inputFor('sto_refused')), idempotencyKey: 'with another card' });
    expect(other.status).toBe('ACTIVE');
    expect(other.id).not.toBe(waiting.id);
  });

  it('is declined with a code, and charges nothing', async () => {
    const declined = await start(await inputFor('sto_declined', 'pm_card_chargeCustomerFail'));
    expect(declined).toMatchObject({ status: 'FAILED', failureCode: 'generic_decline', paidUntil: null });
    expect(await invoicesOf(declined.id)).toEqual([]);
    expect((await atStripe('sto_declined')).map(({ status }) => status)).toEqual(['incomplete_expired']);
  });

  it('is made once while Stripe does not respond', async () => {
    await bank.stripe('POST', 'faults', { match: 'POST /v1/subscriptions', status: 503, when: 'after', times: 4 });
    const input = await inputFor('sto_lost');
    await expect(start(input)).rejects.toThrow('SERVICE_UNAVAILABLE');
    const { rows } = await bank.pool.query(`SELECT id FROM subscription WHERE reference = 'sto_lost'`);
    await bank.untilFast('it is active', async () => (await look(rows[0].id)).status === 'ACTIVE');
    expect(await atStripe('sto_lost')).toHaveLength(1);
    expect(await invoicesOf(rows[0].id)).toHaveLength(1);
  });

  it('has its id saved before it charges, so that a charge without an answer is found', async () => {
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    await bank.stripe('POST', 'faults', { match: confirmation, status: 503, when: 'after', times: 1_000 });
    const row = await startUnanswered('sto_kept');
    const [subscription] = await atStripe('sto_kept');
    expect(row).toMatchObject({ status: 'CREATED', provider_ref: subscription.id });
    await bank.stripe('DELETE', 'faults');
    bank.advance(elevenMinutesMs);
    await untilStatus(row.id, 'ACTIVE');
    expect(await atStripe('sto_kept')).toHaveLength(1);
    expect(await invoicesOf(row.id)).toHaveLength(1);
  });

  it.each([
    [creation, []],
    [confirmation, ['incomplete_expired']],
  ])('that gets no answer to %s charges nothing once its payer has gone', async (match, left) => {
    await bank.stripe('POST', 'faults', { match, status: 503, times: 1_000 });
    const reference = `sto_gone_${left.length}`;
    const { id } = await startUnanswered(reference);
    bank.advance(elevenMinutesMs);
    await untilStatus(id, 'FAILED');
    expect((await atStripe(reference)).map(({ status }) => status)).toEqual(left);
    expect(await namesOf(id)).toEqual(['changed FAILED']);
  });

  it.each([
    [creation, 'NOW', []],
    [confirmation, 'PERIOD_END', ['incomplete_expired']],
  ])('without an answer to %s that is ended %s charges nothing', async (match, when, left) => {
    await bank.stripe('POST', 'faults', { match, status: 503, times: 1_000 });
    const reference = `sto_ended_${when}_${left.length}`;
    const { id } = await startUnanswered(reference);
    expect(await end(id, when)).toMatchObject({ status: 'FAILED', failureCode: 'not_paid' });
    expect((await atStripe(reference)).map(({ status }) => status)).toEqual(left);
    expect(await namesOf(id)).toEqual(['changed FAILED']);
  });

  it('that waits for its payer and is ended cannot be paid any more', async () => {
    const waiting = await start(await inputFor('sto_unconfirmed', 'pm_card_authenticationRequired'));
    expect(await end(waiting.id, 'PERIOD_END')).toMatchObject({ status: 'FAILED', actionUrl: null });
    const [intent] = /pi_[a-zA-Z0-9]+/.exec(waiting.actionUrl)!;
    expect((await bank.sdk().paymentIntents.retrieve(intent)).status).toBe('canceled');
  });

  it('is for services, and with a card of its payer alone', async () => {
    const input = await inputFor('sto_foreign');
    await expect(start({ ...input, userId: 'usr_other' })).rejects.toThrow('BAD_USER_INPUT');
    const { errors } = await bank.query(startDocument, { input }, { as: buyer });
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });
});
