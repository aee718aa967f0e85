import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type EventTrail, newEvent, usersUser } from '@soko/events';
import { until } from '@soko/testing';
import { type Bank, openBank } from './bank.ts';
import { dayMs, subscribersOf } from './subscribers.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());
afterEach(async () => {
  await bank.stripe('DELETE', 'faults');
  await bank.stripe('PATCH', 'webhooks', { dropTypes: [], duplicates: 0, reorder: 0 });
});

const {
  passAtStripe,
  inputFor,
  start,
  end,
  look,
  untilStatus,
  invoicesOf,
  atStripe,
  namesOf,
  startOverdue,
  invoicesAtStripe,
} = subscribersOf(() => bank);

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

  it('comes now with a month that is not paid, also where support has set it for the end of the month', async () => {
    const { id, ref } = await startOverdue('sto_set_by_support');
    await bank.sdk().subscriptions.update(ref, { cancel_at_period_end: true });
    expect(await end(id, 'PERIOD_END')).toMatchObject({ status: 'ENDED' });
    expect(await invoicesAtStripe(ref)).toEqual(['void', 'paid']);
  });

  it.each([true, false])('that support has set at Stripe (%s) is not undone', async (ends) => {
    const reference = `sto_by_support_${ends}`;
    const id = ends ? (await startOverdue(reference)).id : (await start(await inputFor(reference))).id;
    if (!ends) await end(id, 'PERIOD_END');
    const [{ id: ref }] = await atStripe(reference);
    await bank.sdk().subscriptions.update(ref, { cancel_at_period_end: ends });
    await until('the change is known', async () => (await look(id)).endsWithPeriod === ends);
    await bank.pool.query('UPDATE subscription SET due_at = $2, version = version + 1 WHERE id = $1', [id, bank.now()]);
    await until('Stripe was asked since', async () => {
      const { rows } = await bank.pool.query(
        'SELECT due_at FROM subscription WHERE id = $1 AND ends_with_period = $2',
        [id, ends],
      );
      // Later than the lease of a look that has begun.
      return rows.some(({ due_at: at }) => at.getTime() > bank.now().getTime() + 1_800_000);
    });
    expect((await bank.sdk().subscriptions.retrieve(ref)).cancel_at_period_end).toBe(ends);
    await end(id, 'NOW');
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

describe('the suspension of a payer', () => {
  it('ends what they pay with the month, also when it is heard twice, and nothing of the past', async () => {
    const ended = await start(await inputFor('sto_before_suspension'));
    await end(ended.id, 'NOW');
    const { id } = await start(await inputFor('sto_suspended'));
    const trail: EventTrail = {
      correlationId: 'cor_spec',
      causationId: null,
      actor: { kind: 'service', id: 'users' },
      now: () => new Date(),
    };
    const fact = { subject: 'usr_buyer', sequence: 2, data: { reason: 'Chargebacks' } };
    const suspended = newEvent(usersUser, 'suspended', fact, trail);
    bank.suspended.add('usr_buyer');
    await bank.bus.publish(usersUser.name, [suspended, suspended]);
    await bank.untilFast('the end is known', async () => (await look(id)).endsWithPeriod);
    expect(await look(id)).toMatchObject({ status: 'ACTIVE' });
    expect((await atStripe('sto_suspended')).map(({ cancel_at_period_end: ends }) => ends)).toEqual([true]);
    expect(await look(ended.id)).toMatchObject({ status: 'ENDED', endsWithPeriod: false });
    // Reinstated. Events of before are heard again, as by a group that reads the log from its beginning.
    bank.suspended.delete('usr_buyer');
    expect(await end(id, 'NOT_SET')).toMatchObject({ status: 'ACTIVE', endsWithPeriod: false });
    await bank.bus.publish(usersUser.name, [newEvent(usersUser, 'suspended', fact, trail)]);
    const ends = await bank.bus.ends([usersUser.name]);
    await until('the event was handled', () => bank.bus.hasHandled('payments.user-suspended', ends));
    const { rows } = await bank.pool.query('SELECT wanted_end FROM subscription WHERE id = $1', [id]);
    expect(rows).toEqual([{ wanted_end: 'NOT_SET' }]);
    await end(id, 'NOW');
  });
});
