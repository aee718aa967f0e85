import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { person, until } from '@soko/testing';
import { type Bank, buyer, documents, type Json, openBank, support } from './bank.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());

/** Authorises a payment with a saved card and lets it expire at Stripe. Returns the id of the saved method. */
async function expirePayment(order: string, cardToken = 'pm_card_visa', as = buyer): Promise<string> {
  const token = await bank.saveCard(as, cardToken);
  await bank.authorize({ [order]: '20.00' }, { token, buyerId: as.kind === 'user' ? as.id : null });
  await bank.stripe('POST', `payment_intents/${(await bank.intent(order)).id}/expire`);
  await bank.untilStatus(order, 'EXPIRED');
  return token;
}

const activeIntents = async (order: string) =>
  (await bank.intents(order)).filter(({ status }) => status === 'requires_capture' || status === 'succeeded');

describe('a payment that expired at Stripe', () => {
  it('is authorised again with the saved card, for the requested amount, and captured once', async () => {
    await expirePayment('ord_e1');
    expect(await bank.reauthorize('ord_e1', '15.00')).toMatchObject({ __typename: 'Payment', status: 'AUTHORIZED' });
    const [intent] = await activeIntents('ord_e1');
    expect(intent).toMatchObject({ amount: 1500, metadata: { generation: '2' } });
    expect(await bank.row('ord_e1')).toMatchObject({
      authorized_minor: '1500',
      generation: 2,
      provider_ref: intent.id,
      end_reason: null,
    });
    const { rows } = await bank.pool.query(
      `SELECT past_authorization.amount_minor FROM past_authorization JOIN payment ON payment.id = payment_id WHERE order_id = 'ord_e1'`,
    );
    expect(rows).toEqual([{ amount_minor: '2000' }]);
    await expect(bank.capture('ord_e1', '15.01')).rejects.toThrow('must not exceed the authorised amount');
    const results = await Promise.all(Array.from({ length: 5 }, () => bank.capture('ord_e1', '15.00')));
    for (const result of results) expect(result).toMatchObject({ status: 'CAPTURED' });
    expect(await bank.eventsOf('ord_e1')).toEqual(['authorized', 'voided', 'reauthorized', 'captured']);
  });

  it('is authorised once for thirty simultaneous requests, whatever the number of webhooks', async () => {
    await bank.stripe('PATCH', 'webhooks', { duplicates: 20, reorder: 10 });
    await expirePayment('ord_e2');
    const results = await Promise.all(Array.from({ length: 30 }, () => bank.reauthorize('ord_e2', '20.00')));
    for (const result of results) expect(result).toMatchObject({ status: 'AUTHORIZED' });
    await until('no webhook waits', async () => (await bank.stripe('GET', 'webhooks')).waiting === 0);
    await until('every webhook is processed', async () => {
      return (await bank.pool.query('SELECT 1 FROM provider_event WHERE processed_at IS NULL')).rows.length === 0;
    });
    await bank.stripe('PATCH', 'webhooks', { duplicates: 0, reorder: 0 });
    expect(await activeIntents('ord_e2')).toHaveLength(1);
    expect(await bank.row('ord_e2')).toMatchObject({ status: 'AUTHORIZED', generation: 2 });
    expect(await bank.eventsOf('ord_e2')).toEqual(['authorized', 'voided', 'reauthorized']);
  });

  it('is found by polling when its webhook is lost', async () => {
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    const token = await bank.saveCard(buyer);
    await bank.authorize({ ord_e0: '20.00' }, { token });
    await bank.stripe('POST', `payment_intents/${(await bank.intent('ord_e0')).id}/expire`);
    await bank.pool.query(`UPDATE payment SET look_at = now() WHERE order_id = 'ord_e0'`);
    await bank.untilStatus('ord_e0', 'EXPIRED');
    expect(await bank.reauthorize('ord_e0', '20.00')).toMatchObject({ status: 'AUTHORIZED' });
    const [voided] = (await bank.told('payments.payment.voided')).filter(({ data }: Json) => {
      return data.payment.orderId === 'ord_e0';
    });
    expect(voided?.data).toMatchObject({ reason: 'EXPIRED' });
    await bank.stripe('PATCH', 'webhooks', { dropTypes: [] });
  });

  it('may expire again, and has at most four authorisations', async () => {
    await expirePayment('ord_e3');
    for (const generation of [2, 3, 4]) {
      expect(await bank.reauthorize('ord_e3', '20.00')).toMatchObject({ status: 'AUTHORIZED' });
      expect(await bank.row('ord_e3')).toMatchObject({ generation });
      const [intent] = await activeIntents('ord_e3');
      await bank.stripe('POST', `payment_intents/${intent.id}/expire`);
      await bank.untilStatus('ord_e3', 'EXPIRED');
    }
    expect(await bank.reauthorize('ord_e3', '20.00')).toMatchObject({ code: 'expired_too_often' });
    expect(await activeIntents('ord_e3')).toEqual([]);
  });

  it('stays expired when the bank requires the buyer, and returns that each time', async () => {
    const asked = person('usr_asked');
    const token = await bank.saveCard(asked, 'pm_card_authenticationRequired');
    await bank.authorize({ ord_e4: '20.00' }, { token, buyerId: 'usr_asked' });
    const { id } = await bank.intent('ord_e4');
    await bank.stripe('POST', `payment_intents/${id}/approve`);
    await bank.untilStatus('ord_e4', 'AUTHORIZED');
    await bank.stripe('POST', `payment_intents/${id}/expire`);
    await bank.untilStatus('ord_e4', 'EXPIRED');
    for (let time = 0; time < 2; time += 1) {
      expect(await bank.reauthorize('ord_e4', '20.00')).toMatchObject({
        __typename: 'ReauthorizationDeclined',
        code: 'authentication_required',
      });
    }
    expect(await bank.eventsOf('ord_e4')).toEqual([
      'requires_action',
      'authorized',
      'voided',
      'reauthorization_failed',
    ]);
    expect(await bank.intents('ord_e4')).toHaveLength(2);
  });

  it('cannot be authorised again without a saved card, or with a removed one', async () => {
    await bank.authorize({ ord_e5: '20.00' });
    await bank.stripe('POST', `payment_intents/${(await bank.intent('ord_e5')).id}/expire`);
    await bank.untilStatus('ord_e5', 'EXPIRED');
    expect(await bank.reauthorize('ord_e5', '20.00')).toMatchObject({ code: 'no_saved_method' });
    const paymentMethodId = await expirePayment('ord_e6');
    const remove = `mutation ($input: RemovePaymentMethodInput!) { removePaymentMethod(input: $input) { __typename } }`;
    await bank.query(remove, { input: { paymentMethodId } }, { as: buyer });
    expect(await bank.reauthorize('ord_e6', '20.00')).toMatchObject({ code: 'no_saved_method' });
  });

  it('is never authorised for more than the first time, nor after a void or capture', async () => {
    await expirePayment('ord_e7');
    await expect(bank.reauthorize('ord_e7', '20.01')).rejects.toThrow(
      'must not exceed the amount of the first authorisation',
    );
    const token = await bank.saveCard(buyer);
    await bank.authorize({ ord_e8: '20.00', ord_e9: '20.00' }, { token });
    await bank.void('ord_e8');
    await bank.capture('ord_e9', '20.00');
    expect(await bank.reauthorize('ord_e8', '20.00')).toMatchObject({ code: 'WRONG_PAYMENT_STATUS', status: 'VOIDED' });
    expect(await bank.reauthorize('ord_e9', '20.00')).toMatchObject({ status: 'CAPTURED' });
  });

  it('can be authorised again by services only', async () => {
    const input = { orderId: 'ord_e7', amount: { amount: '20.00', currency: 'EUR' } };
    const { errors } = await bank.query(documents.reauthorize, { input }, { as: support });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});
