import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { type Bank, buyer, openBank } from './bank.ts';
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
  cardOf,
  inputFor,
  start,
  end,
  changeCard,
  look,
  untilStatus,
  invoicesOf,
  atStripe,
  toldOf,
  namesOf,
  startOverdue,
  invoicesAtStripe,
} = subscribersOf(() => bank);

const update = 'POST /v1/subscriptions/*';

/** The id at Stripe of the card that pays. */
async function payingAtStripe(reference: string): Promise<string> {
  const [{ default_payment_method: method }] = await atStripe(reference);
  return method;
}

const untilHasCard = (id: string, hasCard: boolean) =>
  until(`${id} ${hasCard ? 'has a' : 'has no'} card`, async () => (await look(id)).hasCard === hasCard);

async function remove(token: string): Promise<void> {
  const document = `mutation ($input: RemovePaymentMethodInput!) { removePaymentMethod(input: $input) { __typename } }`;
  const { errors } = await bank.query(document, { input: { paymentMethodId: await cardOf(token) } }, { as: buyer });
  expect(errors).toBeUndefined();
}

describe('the card of a subscription', () => {
  it('is changed while it is paid, charges nothing then, and pays the next month', async () => {
    const { id } = await start(await inputFor('sto_changed'));
    const before = await payingAtStripe('sto_changed');
    expect(await changeCard(id, 'pm_card_mastercard')).toMatchObject({ status: 'ACTIVE', failureCode: null });
    const after = await payingAtStripe('sto_changed');
    expect(after).not.toBe(before);
    expect(await invoicesOf(id)).toHaveLength(1);
    await passAtStripe(32);
    await until('the renewal is known', async () => (await invoicesOf(id)).length === 2);
    const [, renewal] = await invoicesOf(id);
    expect((await bank.sdk().paymentIntents.retrieve(renewal.payment_ref)).payment_method).toBe(after);
    await end(id, 'NOW');
  });

  it('pays at once what was not paid, once', async () => {
    const { id, ref } = await startOverdue('sto_paid_at_once');
    const paid = await Promise.all([changeCard(id, 'pm_card_visa'), changeCard(id, 'pm_card_visa')]);
    expect(paid.map(({ failureCode }) => failureCode)).toEqual([null, null]);
    expect(await untilStatus(id, 'ACTIVE')).toMatchObject({ hasCard: true });
    expect(await invoicesAtStripe(ref)).toEqual(['paid', 'paid']);
    expect(await invoicesOf(id)).toHaveLength(2);
    await end(id, 'NOW');
  });

  it('that is declined says why, leaves the month unpaid, and another one pays it', async () => {
    const { id } = await startOverdue('sto_declined_again');
    const declined = await changeCard(id, 'pm_card_chargeCustomerFail');
    expect(declined).toMatchObject({ status: 'PAST_DUE', failureCode: 'generic_decline', hasCard: true });
    expect(await look(id)).toMatchObject({ status: 'PAST_DUE', failureCode: null });
    expect(await changeCard(id, 'pm_card_visa')).toMatchObject({ status: 'ACTIVE', failureCode: null });
    await end(id, 'NOW');
  });

  it('for which the bank asks is confirmed by its payer, and a repeat leaves their page', async () => {
    const { id } = await startOverdue('sto_asked_again');
    const asked = await changeCard(id, 'pm_card_authenticationRequired');
    expect(asked).toMatchObject({ status: 'PAST_DUE', failureCode: null });
    expect(asked.actionUrl).toContain('/authenticate/');
    expect(asked.clientSecret).toContain('_secret_');
    expect((await changeCard(id, 'pm_card_authenticationRequired')).actionUrl).toBe(asked.actionUrl);
    const [intent] = /pi_[a-zA-Z0-9]+/.exec(asked.actionUrl)!;
    await bank.stripe('POST', `payment_intents/${intent}/approve`);
    expect(await untilStatus(id, 'ACTIVE')).toMatchObject({ actionUrl: null, clientSecret: null });
    await end(id, 'NOW');
  });

  it('reaches Stripe later when it does not respond, and pays then', async () => {
    const { id, ref } = await startOverdue('sto_card_later');
    await bank.stripe('POST', 'faults', { match: update, status: 503, times: 4 });
    await expect(changeCard(id, 'pm_card_mastercard')).rejects.toThrow('SERVICE_UNAVAILABLE');
    await bank.untilFast('it is paid', async () => (await look(id)).status === 'ACTIVE');
    expect(await invoicesAtStripe(ref)).toEqual(['paid', 'paid']);
    await end(id, 'NOW');
  });

  it('charges nothing when Stripe does not have the end yet that was chosen after it', async () => {
    const { id, ref } = await startOverdue('sto_card_and_end');
    await bank.stripe('POST', 'faults', { match: update, status: 503, times: 1_000 });
    await expect(changeCard(id, 'pm_card_mastercard')).rejects.toThrow('SERVICE_UNAVAILABLE');
    await expect(end(id, 'PERIOD_END')).rejects.toThrow('SERVICE_UNAVAILABLE');
    await bank.stripe('DELETE', 'faults');
    await bank.untilFast('it has ended', async () => (await look(id)).status === 'ENDED');
    expect(await invoicesAtStripe(ref)).toEqual(['void', 'paid']);
    expect(await invoicesOf(id)).toHaveLength(1);
  });

  it('charges nothing when an earlier month was disputed, which no webhook has said yet', async () => {
    const { id, ref } = await startOverdue('sto_card_and_dispute');
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    const [invoice] = await invoicesOf(id);
    const [charge] = (await bank.sdk().charges.list({ payment_intent: invoice.payment_ref })).data;
    await bank.stripe('POST', `charges/${charge!.id}/dispute`, { reason: 'fraudulent' });
    expect(await changeCard(id, 'pm_card_visa')).toMatchObject({ status: 'ENDED' });
    expect(await invoicesAtStripe(ref)).toEqual(['void', 'paid']);
  });

  it('stays as it is before the first payment and after the end', async () => {
    const waiting = await start(await inputFor('sto_card_waits', 'pm_card_authenticationRequired'));
    const before = await payingAtStripe('sto_card_waits');
    expect(await changeCard(waiting.id, 'pm_card_visa')).toMatchObject({ status: 'REQUIRES_ACTION' });
    expect(await payingAtStripe('sto_card_waits')).toBe(before);
    await end(waiting.id, 'NOW');
    expect(await changeCard(waiting.id, 'pm_card_visa')).toMatchObject({ status: 'FAILED' });
  });

  it('is one of its payer', async () => {
    const { id } = await start(await inputFor('sto_card_foreign'));
    await expect(changeCard(id, 'pm_card_visa', 'usr_other')).rejects.toThrow('FORBIDDEN');
    await expect(changeCard('sbn_none', 'pm_card_visa')).rejects.toThrow('NOT_FOUND');
    await end(id, 'NOW');
  });
});

describe('a card that is removed', () => {
  it.each([true, false])('is known at once, and another one pays (by a webhook: %s)', async (isAtStripe) => {
    const [token, reference] = isAtStripe ? ['pm_card_amex', 'sto_detached'] : ['pm_card_discover', 'sto_removed'];
    const { id } = await start(await inputFor(reference, token));
    // The removal in Soko needs no webhook.
    if (!isAtStripe) await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    if (isAtStripe) await bank.sdk().paymentMethods.detach(await payingAtStripe(reference));
    else await remove(token);
    await untilHasCard(id, false);
    expect((await namesOf(id)).slice(-2)).toEqual(['changed ACTIVE', 'changed ACTIVE']);
    expect(await changeCard(id, 'pm_card_visa')).toMatchObject({ status: 'ACTIVE', hasCard: true });
    await end(id, 'NOW');
  });
});

describe('a renewal about which the bank asks', () => {
  /** Starts one whose bank asks about every payment. The first one is confirmed. */
  async function startAsked(reference: string): Promise<string> {
    const { id, actionUrl } = await start(await inputFor(reference, 'pm_card_threeDSecure2Required'));
    const [intent] = /pi_[a-zA-Z0-9]+/.exec(actionUrl)!;
    await bank.stripe('POST', `payment_intents/${intent}/approve`);
    await untilStatus(id, 'ACTIVE');
    await passAtStripe(32);
    return id;
  }

  /** What the payer does on the page of the invoice, and then on that of the bank. */
  async function confirmAt(page: string): Promise<void> {
    const asked = await fetch(page, { method: 'POST', redirect: 'manual' });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await fetch(asked.headers.get('location')!, { method: 'POST', body: 'outcome=complete', headers });
  }

  it('is past due with a page for its payer, and paid once they have confirmed', async () => {
    const id = await startAsked('sto_asks_again');
    const asked = await untilStatus(id, 'PAST_DUE');
    expect(asked.actionUrl).toContain('/invoice/');
    expect(asked.clientSecret).toContain('_secret_');
    const needs = (await toldOf(id)).map(({ data }) => data.needsConfirmation ?? null);
    expect(needs.at(-1)).toBe(true);
    await confirmAt(asked.actionUrl);
    expect(await untilStatus(id, 'ACTIVE')).toMatchObject({ actionUrl: null, clientSecret: null });
    expect((await toldOf(id)).at(-1)).toMatchObject({ data: { needsConfirmation: false } });
    await end(id, 'NOW');
  });

  it('is known without webhooks, and can be paid by another card', async () => {
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    const { id, actionUrl } = await start(await inputFor('sto_asks_unheard', 'pm_card_threeDSecure2Required'));
    const [intent] = /pi_[a-zA-Z0-9]+/.exec(actionUrl)!;
    await bank.stripe('POST', `payment_intents/${intent}/approve`);
    expect(await start(await inputFor('sto_asks_unheard', 'pm_card_threeDSecure2Required'))).toMatchObject({
      status: 'ACTIVE',
    });
    await passAtStripe(32);
    // Earlier specs have let months pass at Stripe.
    bank.advance(400 * dayMs);
    expect((await untilStatus(id, 'PAST_DUE')).actionUrl).toContain('/invoice/');
    expect(await changeCard(id, 'pm_card_visa')).toMatchObject({ status: 'ACTIVE', actionUrl: null });
    await end(id, 'NOW');
  });
});
