import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@soko/auth';
import { until } from '@soko/testing';
import { admin, type Bank, buyer, type Json, openBank } from './bank.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());
afterEach(async () => {
  await bank.stripe('DELETE', 'faults');
  await bank.stripe('PATCH', 'webhooks', { dropTypes: [], duplicates: 0, reorder: 0 });
});

const dayMs = 86_400_000;

/** Lets time pass at Stripe. */
const passAtStripe = (days: number) => bank.stripe('POST', 'clock', { advanceMs: days * dayMs });

const state = `id reference status paidUntil endsWithPeriod clientSecret actionUrl failureCode amount { amount currency }`;

async function ask(document: string, variables: object): Promise<Json> {
  const identity = serviceIdentity('users', 'cor_spec');
  const { data, errors } = await bank.query(document, variables as Record<string, unknown>, { identity });
  if (errors) throw new Error(String(errors[0]?.extensions?.['code']));
  return data.result;
}

const startDocument = `mutation ($input: StartSubscriptionInput!) { result: startSubscription(input: $input) { ${state} } }`;

/** A person can save twenty cards: each token is saved once. */
const cards = new Map<string, string>();

async function cardOf(token: string): Promise<string> {
  const card = cards.get(token) ?? (await bank.saveCard(buyer, token));
  cards.set(token, card);
  return card;
}

async function inputFor(reference: string, token = 'pm_card_visa'): Promise<Json> {
  return {
    reference,
    userId: 'usr_buyer',
    paymentMethodId: await cardOf(token),
    amount: { amount: '29.00', currency: 'EUR' },
    description: 'Growth',
    idempotencyKey: `first of ${reference}`,
  };
}

const start = (input: object): Promise<Json> => ask(startDocument, { input });

const end = (id: string, when: string): Promise<Json> =>
  ask(`mutation ($input: EndSubscriptionInput!) { result: endSubscription(input: $input) { ${state} } }`, {
    input: { id, end: when },
  });

const look = (id: string): Promise<Json> =>
  ask(`query ($id: ID!) { result: platformSubscription(id: $id) { ${state} } }`, { id });

const untilStatus = (id: string, status: string): Promise<Json> =>
  until(`${id} is ${status}`, async () => {
    const seen = await look(id);
    return seen.status === status ? seen : null;
  });

async function invoicesOf(id: string): Promise<Json[]> {
  const { rows } = await bank.pool.query(
    'SELECT * FROM subscription_invoice WHERE subscription_id = $1 ORDER BY period_start',
    [id],
  );
  return rows;
}

/** The subscriptions of a reference at Stripe. */
async function atStripe(reference: string): Promise<Json[]> {
  const { rows } = await bank.pool.query('SELECT id FROM subscription WHERE reference = $1', [reference]);
  const ids = new Set(rows.map(({ id }) => id));
  const { data } = await bank.stripe('GET', 'objects/subscriptions?limit=1000');
  return data.filter(({ metadata }: Json) => ids.has(metadata.subscriptionId));
}

const toldOf = async (id: string): Promise<Json[]> =>
  (await bank.told()).filter(({ subject, type }: Json) => subject === id && type.startsWith('payments.subscription.'));

/** The last names of the events, with the status of changes. */
const namesOf = async (id: string): Promise<string[]> =>
  (await toldOf(id)).map(({ type, data }) =>
    `${type.slice('payments.subscription.'.length)} ${data.status ?? ''}`.trim(),
  );

async function movedEuros(): Promise<number> {
  const document = `query ($until: DateTime!) { result: fundsMoved(until: $until) { currency received { amount } } }`;
  const moved = await ask(document, { until: new Date(Date.now() + 4_000 * dayMs).toISOString() });
  return Number(moved.find(({ currency }: Json) => currency === 'EUR')?.received.amount ?? 0);
}

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

    expect((await start({ ...input, idempotencyKey: 'another key' })).id).toBe(first.id);
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

describe('a renewal that is declined', () => {
  it('makes it past due, and active when Stripe charges another card', async () => {
    const input = await inputFor('sto_overdue');
    const { id } = await start(input);
    const [subscription] = await atStripe('sto_overdue');
    const sdk = bank.sdk();
    const { customer } = subscription;
    const failing = await sdk.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await sdk.subscriptions.update(subscription.id, { default_payment_method: failing.id });
    // Webhooks come twice, late and in any order.
    await bank.stripe('PATCH', 'webhooks', { duplicates: 99, reorder: 2 });
    await passAtStripe(32);
    await untilStatus(id, 'PAST_DUE');
    const { default_payment_method: first } = subscription;
    await sdk.subscriptions.update(subscription.id, { default_payment_method: first });
    await passAtStripe(4);
    await untilStatus(id, 'ACTIVE');
    await bank.stripe('PATCH', 'webhooks', { duplicates: 0, reorder: 0 });
    expect(await invoicesOf(id)).toHaveLength(2);
    expect((await namesOf(id)).slice(-3)).toEqual(['changed PAST_DUE', 'invoice_paid', 'changed ACTIVE']);
  });

  it('is known without webhooks, and so is its end', async () => {
    const { id } = await start(await inputFor('sto_unheard', 'pm_card_mastercard'));
    const [subscription] = await atStripe('sto_unheard');
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    await bank.sdk().paymentMethods.detach(subscription.default_payment_method);
    await passAtStripe(60);
    bank.advance(160 * dayMs);
    await untilStatus(id, 'ENDED');
    expect(await invoicesOf(id)).toHaveLength(1);
  });
});

/** Starts one whose renewal is declined. Returns it at Stripe. */
async function startOverdue(reference: string): Promise<{ id: string; ref: string; card: string }> {
  const { id } = await start(await inputFor(reference));
  const [{ id: ref, customer, default_payment_method: card }] = await atStripe(reference);
  const failing = await bank.sdk().paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  await bank.sdk().subscriptions.update(ref, { default_payment_method: failing.id });
  await passAtStripe(32);
  await untilStatus(id, 'PAST_DUE');
  return { id, ref, card };
}

const invoicesAtStripe = async (subscription: string): Promise<(string | null)[]> =>
  (await bank.sdk().invoices.list({ subscription })).data.map(({ status }) => status);

describe('the end of a subscription', () => {
  it('comes now with a month that has begun and is not paid, and charges nothing', async () => {
    const { id } = await start(await inputFor('sto_begun'));
    const [{ id: ref, items }] = await atStripe('sto_begun');
    const tenMinutesLater = new Date((items.data[0].current_period_end + 600) * 1_000);
    await bank.stripe('POST', 'clock', { to: tenMinutesLater.toISOString() });
    expect(await end(id, 'PERIOD_END')).toMatchObject({ status: 'ENDED' });
    await passAtStripe(20);
    expect(await invoicesAtStripe(ref)).toEqual(['draft', 'paid']);
  });

  it.each(['NOW', 'PERIOD_END'])('%s voids the invoice of a renewal that was declined', async (when) => {
    const { id, ref } = await startOverdue(`sto_void_${when}`);
    expect(await end(id, when)).toMatchObject({ status: 'ENDED' });
    expect(await invoicesAtStripe(ref)).toEqual(['void', 'paid']);
  });

  it('does not count a month as income that was paid elsewhere', async () => {
    const { id, ref } = await startOverdue('sto_elsewhere');
    const [invoice] = (await bank.sdk().invoices.list({ subscription: ref, status: 'open' })).data;
    await bank.sdk().invoices.pay(invoice!.id, { paid_out_of_band: true });
    await untilStatus(id, 'ACTIVE');
    expect(await invoicesOf(id)).toHaveLength(1);
    await end(id, 'NOW');
  });

  it.each([0, 7])('at Stripe leaves an invoice, whose late payment is income (found after %i hours)', async (hours) => {
    const { id, ref, card } = await startOverdue(`sto_late_${hours}`);
    await bank.sdk().subscriptions.cancel(ref);
    await untilStatus(id, 'ENDED');
    const [invoice] = (await bank.sdk().invoices.list({ subscription: ref, status: 'open' })).data;
    if (hours > 0) await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    await bank.sdk().invoices.pay(invoice!.id, { payment_method: card });
    bank.advance(hours * 3_600_000);
    await until('the late payment is known', async () => (await invoicesOf(id)).length === 2);
    expect(await look(id)).toMatchObject({ status: 'ENDED' });
    expect((await namesOf(id)).slice(-2)).toEqual(['invoice_paid', 'changed ENDED']);
  });

  it('can be set for the end of the month, taken back, and comes then', async () => {
    const { id } = await start(await inputFor('sto_leaving'));
    expect(await end(id, 'PERIOD_END')).toMatchObject({ status: 'ACTIVE', endsWithPeriod: true });
    expect(await end(id, 'PERIOD_END')).toMatchObject({ endsWithPeriod: true });
    expect(await end(id, 'NOT_SET')).toMatchObject({ endsWithPeriod: false });
    await end(id, 'PERIOD_END');
    await passAtStripe(32);
    await untilStatus(id, 'ENDED');
    expect(await invoicesOf(id)).toHaveLength(1);
    expect(await end(id, 'NOT_SET')).toMatchObject({ status: 'ENDED' });
  });

  it('reaches Stripe later when it does not respond', async () => {
    const { id } = await start(await inputFor('sto_left'));
    await bank.stripe('POST', 'faults', { match: 'DELETE /v1/subscriptions/*', status: 503, times: 3 });
    await expect(end(id, 'NOW')).rejects.toThrow('SERVICE_UNAVAILABLE');
    await bank.untilFast('it has ended', async () => (await look(id)).status === 'ENDED');
    expect((await atStripe('sto_left')).map(({ status }) => status)).toEqual(['canceled']);
  });
});
