import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { type EventTrail, newEvent, usersUser } from '@soko/events';
import { person, until } from '@soko/testing';
import { type Bank, buyer, type Json, openBank, support } from './bank.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank({ PAYMENT_CALL_LEASE_MS: '1000' });
});
afterAll(() => bank.close());

const saving = `mutation ($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) { __typename
  ... on PaymentMethod { id brand last4 expMonth expYear isDefault method } ... on UserError { code message }
  ... on PaymentMethodRefused { declineCode } } }`;
const removing = `mutation ($input: RemovePaymentMethodInput!) { removePaymentMethod(input: $input) { __typename
  ... on PaymentMethodRemoved { id } } }`;
const listing = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { paymentMethods { id last4 isDefault } } } }`;

const me = (viewer: Viewer): string => (viewer.kind === 'user' ? viewer.id : '');

let keys = 0;
const save = async (as: Viewer, input: object = {}): Promise<Json> => {
  const wish = {
    method: 'STRIPE_CARD',
    token: 'pm_card_visa',
    idempotencyKey: `key-${(keys += 1)}-of-the-spec`,
    ...input,
  };
  const { data, errors } = await bank.query(saving, { input: wish }, { as });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.savePaymentMethod;
};
const remove = (as: Viewer, paymentMethodId: string) =>
  bank.query(removing, { input: { paymentMethodId } }, { as }) as Promise<Json>;
const listed = async (as: Viewer, of = as): Promise<Json> =>
  (await bank.query(listing, { of: [{ __typename: 'User', id: me(of) }] }, { as })).data._entities[0].paymentMethods;
const at = async (name: string): Promise<Json[]> => (await bank.stripe('GET', `objects/${name}?limit=1000`)).data;
const customerOf = async (as: Viewer): Promise<Json> =>
  (await at('customers')).find(({ metadata }: Json) => metadata.userId === me(as));
const kept = async (as: Viewer): Promise<Json[]> => {
  const { id } = await customerOf(as);
  return (await at('payment_methods')).filter(({ customer }: Json) => customer === id);
};
const erase = (as: Viewer) => {
  const trail: EventTrail = {
    correlationId: 'cor_spec',
    causationId: null,
    actor: { kind: 'user', id: me(as) },
    now: () => new Date(),
  };
  return bank.bus.publish(usersUser.name, [
    newEvent(usersUser, 'erased', { subject: me(as), sequence: 1, data: {} }, trail),
  ]);
};

describe('saving a payment method', () => {
  it('keeps the card at Stripe, under a customer that is known there by our id alone', async () => {
    const ada = person('usr_ada');
    const saved = await save(ada);
    expect(saved).toMatchObject({ brand: 'visa', last4: '4242', expMonth: 12, isDefault: true, method: 'STRIPE_CARD' });
    expect(saved.id).toMatch(/^pmt_/);
    expect(await customerOf(ada)).toMatchObject({ email: null, name: null, metadata: { userId: 'usr_ada' } });
    expect(await kept(ada)).toHaveLength(1);
    const { rows } = await bank.pool.query('SELECT sealed FROM saved_method WHERE id = $1', [saved.id]);
    expect(rows).toEqual([{ sealed: null }]);
  });

  it('happens once for a key, however many ask at once', async () => {
    const ben = person('usr_ben');
    const wish = { idempotencyKey: 'the same for twenty' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => save(ben, wish)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await kept(ben)).toHaveLength(1);
    await expect(save(ben, { ...wish, token: 'pm_card_mastercard' })).rejects.toThrow('IDEMPOTENCY_MISMATCH');
  });

  it('makes one of several the default: the first, or the one that is asked for', async () => {
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

  it('is refused for a card that its bank refuses, now and when it is asked again', async () => {
    const wish = { token: 'pm_card_chargeDeclinedExpiredCard', idempotencyKey: 'an expired card' };
    const refused = await save(buyer, wish);
    expect(refused).toMatchObject({ code: 'PAYMENT_METHOD_REFUSED', declineCode: 'expired_card' });
    expect(await save(buyer, wish)).toEqual(refused);
    expect(await listed(buyer)).toEqual([]);
  });

  it('is refused for what cannot be saved, and for more than twenty', async () => {
    for (const method of ['PAYMENT_3P', 'MPESA', 'WALLET']) {
      expect(await save(buyer, { method })).toMatchObject({ code: 'METHOD_NOT_SAVEABLE' });
    }
    const hoarder = person('usr_hoarder');
    for (let count = 0; count < 20; count += 1) await save(hoarder);
    expect(await save(hoarder)).toMatchObject({ code: 'TOO_MANY_PAYMENT_METHODS' });
  });

  it('is refused for a while to somebody who tries card after card', async () => {
    const thief = person('usr_carder');
    const one = { token: 'pm_card_chargeDeclined' };
    const first = { ...one, idempotencyKey: 'the first of forty' };
    const refused = await save(thief, first);
    for (let count = 1; count < 40; count += 1) await save(thief, one);
    expect(await save(thief, first)).toEqual(refused);
    await expect(save(thief, one)).rejects.toThrow('RATE_LIMITED');
  });

  it('is for people who are signed in', async () => {
    const input = { method: 'STRIPE_CARD', token: 'pm_card_visa', idempotencyKey: 'nobody-of-the-spec' };
    const { errors } = await bank.query(saving, { input });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is finished by whoever comes by, once, where Stripe did not answer', async () => {
    const dora = person('usr_dora');
    await bank.stripe('POST', 'faults', {
      match: 'POST /v1/payment_methods/*/attach',
      when: 'after',
      effect: 'disconnect',
      times: 4,
    });
    const wish = { idempotencyKey: 'while stripe sleeps' };
    await expect(save(dora, wish)).rejects.toThrow('SERVICE_UNAVAILABLE');
    await until('it is saved', async () => (await listed(dora)).length === 1, 20_000);
    expect(await save(dora, wish)).toMatchObject({ __typename: 'PaymentMethod', last4: '4242' });
    expect(await kept(dora)).toHaveLength(1);
  }, 30_000);
});

describe('a saved payment method', () => {
  it('is seen by its owner alone', async () => {
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

  it('pays for orders, again and again, of its owner', async () => {
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
    ['somebody else’s', async () => (await save(person('usr_fay'))).id],
    ['one that never was', async () => 'pmt_01a1fd56-7b5a-7448-9648-8d57fba5e9fc'],
    [
      'a removed one',
      async () => {
        const { id } = await save(buyer);
        await remove(buyer, id);
        return id;
      },
    ],
  ])('does not pay when it is %s, and all that is said is the same', async (what, tokenOf) => {
    const order = `ord_no_${what.length}`;
    const answer = await bank.authorize({ [order]: '10.00' }, { token: await tokenOf() });
    expect(answer).toEqual({
      __typename: 'PaymentsDeclined',
      code: 'payment_method_unknown',
      message: 'There is no such saved payment method.',
    });
    expect(await bank.row(order)).toBeUndefined();
  });

  it('does not pay for a guest, nor in another way', async () => {
    const { id: token } = await save(buyer);
    const unknown = { code: 'payment_method_unknown' };
    expect(await bank.authorize({ ord_guest: '1.00' }, { token, buyerId: null })).toMatchObject(unknown);
    expect(await bank.authorize({ ord_3p: '1.00' }, { token, method: 'PAYMENT_3P' })).toMatchObject(unknown);
  });

  it('is told what became of its payment after it was removed', async () => {
    const { id: token } = await save(buyer);
    const first = await bank.authorize({ ord_again: '10.00' }, { token });
    await remove(buyer, token);
    expect(await bank.authorize({ ord_again: '10.00' }, { token })).toEqual(first);
    expect(await bank.capture('ord_again', '10.00')).toMatchObject({ status: 'CAPTURED' });
  });

  it('is removed at Stripe too, by its owner alone, and nothing of the card stays', async () => {
    const gus = person('usr_gus');
    const { id } = await save(gus);
    const byStranger = await remove(buyer, id);
    expect(byStranger.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    for (let time = 0; time < 2; time += 1) {
      expect((await remove(gus, id)).data.removePaymentMethod).toEqual({ __typename: 'PaymentMethodRemoved', id });
    }
    expect(await kept(gus)).toEqual([]);
    const { rows } = await bank.pool.query('SELECT status, last4 FROM saved_method WHERE id = $1', [id]);
    expect(rows).toEqual([{ status: 'REMOVED', last4: null }]);
  });

  it('is removed at Stripe later, where it does not answer now', async () => {
    const hal = person('usr_hal');
    const { id } = await save(hal);
    await bank.stripe('POST', 'faults', { match: 'POST /v1/payment_methods/*/detach', status: 503, times: 4 });
    expect((await remove(hal, id)).data.removePaymentMethod).toMatchObject({ id });
    expect(await listed(hal)).toEqual([]);
    await until('it is gone at Stripe', async () => (await kept(hal)).length === 0, 20_000);
  }, 30_000);

  it('follows what happens to it at Stripe', async () => {
    const ida = person('usr_ida');
    await save(ida);
    const [{ id: ref }] = (await kept(ida)) as [Json];
    const stripe = bank.sdk();
    await stripe.paymentMethods.update(ref, { card: { exp_month: 7, exp_year: 2044 } });
    await until('the expiry is known', async () => {
      const { rows } = await bank.pool.query('SELECT exp_year FROM saved_method WHERE provider_ref = $1', [ref]);
      return rows[0].exp_year === 2044;
    });
    await stripe.paymentMethods.detach(ref);
    await until('it is gone', async () => (await listed(ida)).length === 0);
  });

  it('goes with its owner’s account, at Stripe as well, even when Stripe sleeps', async () => {
    const jon = person('usr_jon');
    const { id: token } = await save(jon);
    await save(jon, { token: 'pm_card_mastercard' });
    const customer = await customerOf(jon);
    await bank.stripe('POST', 'faults', { match: 'DELETE /v1/customers/*', status: 503, times: 4 });
    await erase(jon);
    await until('Stripe has forgotten them', async () => (await customerOf(jon)) === undefined, 20_000);
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
  }, 30_000);
});
