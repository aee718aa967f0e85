import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { copyOf, person } from '@soko/testing';
import { type Bank, openBank } from './bank.ts';
import { openTill, type Till } from './till.ts';

let bank: Bank;
let till: Till;
beforeAll(async () => {
  [bank, till] = await Promise.all([openBank(), openTill()]);
});
afterAll(() => Promise.all([bank.close(), till.close()]));

/** A buyer with a saved card, who paid two orders and got a part of one back, and who sells. */
async function someone() {
  const id = newId('usr');
  const as: Viewer = person(id);
  const orderIds = [newId('ord'), newId('ord')] as const;
  const cardId = await bank.saveCard(as);
  const checkout = { checkoutId: newId('chk'), buyerId: id, token: cardId };
  await bank.authorize(
    { [orderIds[0]]: '12.50', [orderIds[1]]: '7.00' },
    { ...checkout, idempotencyKey: newId('req') },
  );
  await bank.capture(orderIds[0], '12.50');
  await bank.refund(orderIds[0], '2.50');
  const account = `acct_${id.slice(-12)}`;
  await bank.pool.query(
    `INSERT INTO payout_account (seller_id, user_id, provider_ref, country, requirements, created_at, updated_at)
     VALUES ($1, $2, $3, 'DE', '{}', now(), now())`,
    [newId('slr'), id, account],
  );
  const { id: paymentId } = await bank.row(orderIds[0]);
  await bank.pool.query(
    `INSERT INTO payment_dispute (provider, ref, payment_id, status, amount_minor, currency, reason, seen_at, updated_at)
     VALUES ('stripe', $1, $2, 'OPEN', 1000, 'EUR', 'fraudulent', now(), now())`,
    [newId('req'), paymentId],
  );
  return { id, orderIds, cardId, paymentId: paymentId as string, account };
}

describe('the copy of what payments holds about a person', () => {
  it('has their payments, refunds, disputes, cards and accounts, and nothing of another one', async () => {
    const [ada, bob] = [await someone(), await someone()];
    const own = await copyOf(bank, 'paymentsDataOf', ada.id);
    const card = { brand: 'visa', last4: '4242' };
    expect(own['payments']).toHaveLength(2);
    expect(own).toMatchObject({
      payments: expect.arrayContaining([
        expect.objectContaining({
          id: ada.paymentId,
          orderId: ada.orderIds[0],
          method: 'STRIPE_CARD',
          currency: 'EUR',
          amountMinor: '1250',
          capturedMinor: '1250',
          ...card,
          refunds: [expect.objectContaining({ amountMinor: '250' })],
          disputes: [expect.objectContaining({ status: 'OPEN', amountMinor: '1000', currency: 'EUR' })],
        }),
        expect.objectContaining({ orderId: ada.orderIds[1], amountMinor: '700', refunds: null, disputes: null }),
      ]),
      savedMethods: [{ id: ada.cardId, status: 'ACTIVE', isDefault: true, ...card }],
      payoutAccounts: [{ account: `••••${ada.account.slice(-4)}`, country: 'DE' }],
      moneyIn: [],
      moneyOut: [],
      decidedFunds: [],
    });
    const text = JSON.stringify(own);
    for (const secret of [bob.id, ...bob.orderIds, bob.cardId, bob.paymentId, bob.account])
      expect(text).not.toContain(secret);
    expect(text).not.toContain(ada.account);
    const { rows } = await bank.pool.query('SELECT provider_ref FROM payment WHERE buyer_id = $1', [ada.id]);
    for (const secret of [rows[0].provider_ref, 'pm_', 'pi_', 'cus_', 'secret', 'orders', 'sealed'])
      expect(text).not.toContain(secret);
  });

  it('has what they paid in and were paid out, with their phone', async () => {
    const [ada, bob] = [newId('usr'), newId('usr')];
    await till.collect('dep_of_ada', '+254708374149', { userId: ada });
    await till.collect('dep_of_bob', '+254711000001', { userId: bob });
    await till.disburse('wdr_of_ada', '+254708374149', { userId: ada });
    await till.disburse('wdr_of_bob', '+254711000001', { userId: bob });
    const own = await copyOf(till, 'paymentsDataOf', ada);
    expect(own).toMatchObject({
      payments: [],
      moneyIn: [{ reference: 'dep_of_ada', currency: 'KES', amountMinor: '10000', phone: '+254708374149' }],
      moneyOut: [{ reference: 'wdr_of_ada', currency: 'KES', amountMinor: '50000', phone: '+254708374149' }],
    });
    expect(JSON.stringify(own)).not.toMatch(/of_bob|254711000001|sealed/);
  });
});
