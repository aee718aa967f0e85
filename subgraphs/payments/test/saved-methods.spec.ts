import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { person, until } from '@soko/testing';
import { type Bank, buyer, type Json, openBank, support } from './bank.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());

const saving = `mutation ($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) { __typename
  ... on PaymentMethod { id brand last4 expMonth expYear isDefault method } ... on UserError { code message }
  ... on PaymentMethodRefused { declineCode } } }`;
const removing = `mutation ($input: RemovePaymentMethodInput!) { removePaymentMethod(input: $input) { __typename
  ... on PaymentMethodRemoved { id } } }`;
const listing = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { paymentMethods { id last4 isDefault } } } }`;

const userIdOf = (viewer: Viewer): string => (viewer.kind === 'user' ? viewer.id : '');

let keys = 0;
const save = async (as: Viewer, input: object = {}): Promise<Json> => {
  const request = {
    method: 'STRIPE_CARD',
    token: 'pm_card_visa',
    idempotencyKey: `key-${(keys += 1)}-of-the-spec`,
    ...input,
  };
  const { data, errors } = await bank.query(saving, { input: request }, { as });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.savePaymentMethod;
};
const remove = (as: Viewer, paymentMethodId: string) =>
  bank.query(removing, { input: { paymentMethodId } }, { as }) as Promise<Json>;
const listed = async (as: Viewer, of = as): Promise<Json> =>
  (await bank.query(listing, { of: [{ __typename: 'User', id: userIdOf(of) }] }, { as })).data._entities[0]
    .paymentMethods;
const at = async (name: string): Promise<Json[]> => (await bank.stripe('GET', `objects/${name}?limit=1000`)).data;
const customerOf = async (as: Viewer): Promise<Json> =>
  (await at('customers')).find(({ metadata }: Json) => metadata.userId === userIdOf(as));
const cardsAtStripe = async (as: Viewer): Promise<Json[]> => {
  const { id } = await customerOf(as);
  return (await at('payment_methods')).filter(({ customer }: Json) => customer === id);
};
describe('saving a payment method', () => {
  it('saves the card at Stripe, with a customer known there by our id only', async () => {
    const ada = person('usr_ada');
    const saved = await save(ada);
    expect(saved).toMatchObject({ brand: 'visa', last4: '4242', expMonth: 12, isDefault: true, method: 'STRIPE_CARD' });
    expect(saved.id).toMatch(/^pmt_/);
    expect(await customerOf(ada)).toMatchObject({ email: null, name: null, metadata: { userId: 'usr_ada' } });
    expect(await cardsAtStripe(ada)).toHaveLength(1);
    const { rows } = await bank.pool.query('SELECT sealed FROM saved_method WHERE id = $1', [saved.id]);
    expect(rows).toEqual([{ sealed: null }]);
  });

  it('happens once for a key, whatever the number of simultaneous requests', async () => {
    const ben = person('usr_ben');
    const request = { idempotencyKey: 'the same for twenty' };
    const results = await Promise.all(Array.from({ length: 20 }, () => save(ben, request)));
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect(await cardsAtStripe(ben)).toHaveLength(1);
    await expect(save(ben, { ...request, token: 'pm_card_mastercard' })).rejects.toThrow('IDEMPOTENCY_MISMATCH');
  });

  it('makes the first or the requested one the default', async () => {
    const cleo = person('usr_cleo');
    const first = await save(cleo);
    const second = await save(cleo, { token: 'pm_card_mastercard' });
    expect([first.isDefault, second.isDefault]).toEqual([true, false]);
    const third = await save(cleo, { token: 'pm_card_amex', makeDefault: true });
    expect((await listed(cleo)).map(({ id, isDefault }: Json) => [id, isDefault])).toEqual([
      [third.id, true],
      [second.id, false],
      [first.id, false],
    ]);
    const { invoice_settings } = await customerOf(cleo);
    const { rows } = await bank.pool.query('SELECT provider_ref FROM saved_method WHERE id = $1', [third.id]);
    expect(invoice_settings.default_payment_method).toBe(rows[0].provider_ref);
    await remove(cleo, third.id);
    expect((await listed(cleo)).map(({ id, isDefault }: Json) => [id, isDefault])).toEqual([
      [second.id, true],
      [first.id, false],
    ]);
  });

  it('is refused for a card that its bank refuses, also when repeated', async () => {
    const request = { token: 'pm_card_chargeDeclinedExpiredCard', idempotencyKey: 'an expired card' };
    const refused = await save(buyer, request);
    expect(refused).toMatchObject({ code: 'PAYMENT_METHOD_REFUSED', declineCode: 'expired_card' });
    expect(await save(buyer, request)).toEqual(refused);
    expect(await listed(buyer)).toEqual([]);
  });

  it('is refused for other methods, and for more than twenty cards', async () => {
    for (const method of ['PAYMENT_3P', 'MPESA', 'WALLET']) {
      expect(await save(buyer, { method })).toMatchObject({ code: 'METHOD_NOT_SAVEABLE' });
    }
    const hoarder = person('usr_hoarder');
    await save(hoarder);
    await Promise.all(Array.from({ length: 19 }, () => save(hoarder)));
    expect(await save(hoarder)).toMatchObject({ code: 'TOO_MANY_PAYMENT_METHODS' });
  });

  it('is refused for a while to a user who tries card after card', async () => {
    const thief = person('usr_carder');
    const one = { token: 'pm_card_chargeDeclined' };
    const first = { ...one, idempotencyKey: 'the first of forty' };
    const refused = await save(thief, first);
    for (let batch = 0; batch < 3; batch += 1) await Promise.all(Array.from({ length: 13 }, () => save(thief, one)));
    expect(await save(thief, first)).toEqual(refused);
    await expect(save(thief, one)).rejects.toThrow('RATE_LIMITED');
  });

  it('is for signed-in users', async () => {
    const input = { method: 'STRIPE_CARD', token: 'pm_card_visa', idempotencyKey: 'nobody-of-the-spec' };
    const { errors } = await bank.query(saving, { input });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is completed later, once, when Stripe did not respond', async () => {
    const dora = person('usr_dora');
    await bank.stripe('POST', 'faults', {
      match: 'POST /v1/payment_methods/*/attach',
      when: 'after',
      effect: 'disconnect',
      times: 4,
    });
    const request = { idempotencyKey: 'while stripe sleeps' };
    await expect(save(dora, request)).rejects.toThrow('SERVICE_UNAVAILABLE');
    await bank.untilFast('it is saved', async () => (await listed(dora)).length === 1);
    expect(await save(dora, request)).toMatchObject({ __typename: 'PaymentMethod', last4: '4242' });
    expect(await cardsAtStripe(dora)).toHaveLength(1);
  });
});

describe('a saved payment method', () => {
  it('is seen by its owner only', async () => {
    const eve = person('usr_eve');
    const { id } = await save(eve);
    expect(await listed(eve)).toHaveLength(1);
    for (const other of [support, buyer, person('usr_admin', 'ADMIN')]) {
      expect(await listed(other, eve)).toBeNull();
      const document = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on PaymentMethod { last4 } } }`;
      const of = [{ __typename: 'PaymentMethod', id }];
      expect((await bank.query(document, { of }, { as: other })).data._entities).toEqual([null]);
    }
  });

  it('pays for several orders of its owner', async () => {
    const { id: token } = await save(buyer);
    for (const order of ['ord_s1', 'ord_s2']) {
      expect(await bank.authorize({ [order]: '10.00' }, { token })).toMatchObject({ __typename: 'PaymentsAuthorized' });
      expect(await bank.intent(order)).toMatchObject({
        status: 'requires_capture',
        customer: (await customerOf(buyer)).id,
      });
      expect(await bank.row(order)).toMatchObject({ saved_method_id: token });
    }
    expect(await bank.capture('ord_s1', '10.00')).toMatchObject({ status: 'CAPTURED' });
  });

  it('costs one statement more than a token', async () => {
    const { id: token } = await save(buyer);
    const { count } = await bank.statements(() => bank.authorize({ ord_sc1: '1.00', ord_sc2: '1.00' }, { token }));
    expect(count).toBe(3);
  });

  it.each([
    ['of another user', async () => (await save(person('usr_fay'))).id],
    ['unknown', async () => 'pmt_01a1fd56-7b5a-7448-9648-8d57fba5e9fc'],
    [
      'removed',
      async () => {
        const { id } = await save(buyer);
        await remove(buyer, id);
        return id;
      },
    ],
  ])('does not pay when it is %s, with the same refusal in all cases', async (what, tokenOf) => {
    const order = `ord_no_${what.length}`;
    const result = await bank.authorize({ [order]: '10.00' }, { token: await tokenOf() });
    expect(result).toEqual({
      __typename: 'PaymentsDeclined',
      code: 'payment_method_unknown',
      message: 'This saved payment method does not exist.',
    });
    expect(await bank.row(order)).toBeUndefined();
  });

  it('does not pay for a guest, nor through another provider', async () => {
    const { id: token } = await save(buyer);
    const unknown = { code: 'payment_method_unknown' };
    expect(await bank.authorize({ ord_guest: '1.00' }, { token, buyerId: null })).toMatchObject(unknown);
    expect(await bank.authorize({ ord_3p: '1.00' }, { token, method: 'PAYMENT_3P' })).toMatchObject(unknown);
  });

  it('returns the result of its payment after it was removed', async () => {
    const { id: token } = await save(buyer);
    const first = await bank.authorize({ ord_again: '10.00' }, { token });
    await remove(buyer, token);
    expect(await bank.authorize({ ord_again: '10.00' }, { token })).toEqual(first);
    expect(await bank.capture('ord_again', '10.00')).toMatchObject({ status: 'CAPTURED' });
  });

  it('is removed at Stripe too, by its owner only, with all data of the card', async () => {
    const gus = person('usr_gus');
    const { id } = await save(gus);
    const byStranger = await remove(buyer, id);
    expect(byStranger.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    for (let time = 0; time < 2; time += 1) {
      expect((await remove(gus, id)).data.removePaymentMethod).toEqual({ __typename: 'PaymentMethodRemoved', id });
    }
    expect(await cardsAtStripe(gus)).toEqual([]);
    const { rows } = await bank.pool.query('SELECT status, last4 FROM saved_method WHERE id = $1', [id]);
    expect(rows).toEqual([{ status: 'REMOVED', last4: null }]);
  });

  it('is removed at Stripe later, when Stripe does not respond now', async () => {
    const hal = person('usr_hal');
    const { id } = await save(hal);
    await bank.stripe('POST', 'faults', { match: 'POST /v1/payment_methods/*/detach', status: 503, times: 4 });
    expect((await remove(hal, id)).data.removePaymentMethod).toMatchObject({ id });
    expect(await listed(hal)).toEqual([]);
    await bank.untilFast('it is gone at Stripe', async () => (await cardsAtStripe(hal)).length === 0);
  });

  it('follows changes at Stripe', async () => {
    const ida = person('usr_ida');
    await save(ida);
    const [{ id: ref }] = (await cardsAtStripe(ida)) as [Json];
    const stripe = bank.sdk();
    await stripe.paymentMethods.update(ref, { card: { exp_month: 7, exp_year: 2044 } });
    await until('the expiry is known', async () => {
      const { rows } = await bank.pool.query('SELECT exp_year FROM saved_method WHERE provider_ref = $1', [ref]);
      return rows[0].exp_year === 2044;
    });
    await stripe.paymentMethods.detach(ref);
    await until('it is gone', async () => (await listed(ida)).length === 0);
  });

  it('is deleted with its owner’s account, also at Stripe, even when Stripe does not respond', async () => {
    const jon = person('usr_jon');
    const { id: token } = await save(jon);
    await save(jon, { token: 'pm_card_mastercard' });
    const customer = await customerOf(jon);
    await bank.stripe('POST', 'faults', { match: 'DELETE /v1/customers/*', status: 503, times: 4 });
    await bank.erase(jon);
    await bank.untilFast('Stripe has deleted the customer', async () => (await customerOf(jon)) === undefined);
    const left = (await at('payment_methods')).filter((method: Json) => method.customer === customer.id);
    expect(left).toEqual([]);
    expect(await listed(jon)).toEqual([]);
    expect(await bank.authorize({ ord_erased: '1.00' }, { token, buyerId: 'usr_jon' })).toMatchObject({
      code: 'payment_method_unknown',
    });
    const { rows } = await bank.pool.query(
      `SELECT 1 FROM saved_method WHERE user_id = 'usr_jon' AND last4 IS NOT NULL`,
    );
    expect(rows).toEqual([]);
  });
});
